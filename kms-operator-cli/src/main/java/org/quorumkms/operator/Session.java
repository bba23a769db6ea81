package org.quorumkms.operator;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.home.Home;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.net.Address;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.net.ServicePool;
import org.quorumkms.party.PinFile;
import org.quorumkms.remote.OperatorService;
import org.quorumkms.remote.RequestId;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.KnownTrusts;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.VerifiedTrust;

/**
 * One command's work with the servers: the pins, read once, what this home remembers, and the calls by noun. Whatever a
 * server answers is read strictly, compared with what was asked for, and verified to the genesis that this home pinned,
 * before anything is shown as true or asked for.
 */
public final class Session {

    private final Servers servers;
    private final Home home;
    private final HomePins pins;
    private final ConsoleMemory memory;
    private final ConnectionKey key;
    private final Clock clock;
    private final SecureRandom random;
    private final Consumer<String> warnings;
    private final TrustCalls trusts;
    private final DomainCalls domains;
    private final DomainChanges changes;
    private final OrderCalls orders;
    private final OperatorCalls operators;
    private final HsmCalls hsms;
    private final RollCallCalls rollCalls;
    private final OwnDomain own;
    private @Nullable KnownTrusts known;

    /**
     * Takes the servers, this home with its key, and who is told what does not keep a command from being carried out.
     *
     * @throws org.quorumkms.errors.RefusedException if this home was never invited
     */
    public Session(
            Servers servers,
            Home home,
            ConnectionKey key,
            Clock clock,
            SecureRandom random,
            Consumer<String> warnings) {
        this.servers = servers;
        this.home = home;
        this.pins = new HomePins(new PinFile(home));
        this.trusts = new TrustCalls(this);
        this.memory = new ConsoleMemory(pins, home, trusts::lines);
        this.key = key;
        this.clock = clock;
        this.random = random;
        this.warnings = warnings;
        this.domains = new DomainCalls(this);
        this.changes = new DomainChanges(this);
        this.orders = new OrderCalls(this);
        this.operators = new OperatorCalls(this);
        this.hsms = new HsmCalls(this);
        this.rollCalls = new RollCallCalls(this);
        this.own = new OwnDomain(this);
    }

    /** Brings this home up to date with what the server shows: its own Domain, its lines, where the servers are. */
    public void begin(OwnDomain.Asker asker) {
        own.self();
        learnServers();
        trusts.follow();
        own.moveOn(asker);
    }

    /** Pins a Trust that was signed just now, and moves this operator's own Domain under it as far as D5 lets it. */
    public void signed(Trust trust, OwnDomain.Asker asker) {
        trusts.pin(trust);
        own.moveOn(asker);
    }

    /** Returns this operator; the first time, as the server knows it, verified and pinned (D3, T7). */
    public OperatorView self() {
        return own.self();
    }

    /** Returns whether this operator reads everything: it is in a newest Trust, or before the founding, or an auditor (D1, D8). */
    public boolean isReader() {
        OperatorView self = self();
        List<VerifiedTrust> lines = pins.now().trusts().lines();
        return self.isAuditor()
                || lines.isEmpty()
                || lines.stream()
                        .anyMatch(
                                line -> line.body().operator(self.thumbprint()).isPresent());
    }

    /** Returns this operator's own Domain. */
    public OwnDomain own() {
        return own;
    }

    /** Returns the calls about Trusts. */
    public TrustCalls trusts() {
        return trusts;
    }

    /** Returns the calls that look at Domains. */
    public DomainCalls domains() {
        return domains;
    }

    /** Returns the calls that change Domains. */
    public DomainChanges changes() {
        return changes;
    }

    /** Returns the calls about orders. */
    public OrderCalls orders() {
        return orders;
    }

    /** Returns the calls about operators. */
    public OperatorCalls operators() {
        return operators;
    }

    /** Returns the calls about HSMs. */
    public HsmCalls hsms() {
        return hsms;
    }

    /** Returns the calls about roll calls. */
    public RollCallCalls rollCalls() {
        return rollCalls;
    }

    /** Returns what reads the servers' audit logs. */
    public AuditReader audits() {
        return new AuditReader(servers);
    }

    /** Returns what this home pinned. */
    public HomePins pins() {
        return pins;
    }

    /** Returns the genesis that this home pinned. */
    public Thumbprint genesis() {
        return pins.now().genesis();
    }

    /** Returns what this home remembers of Domains. */
    public ConsoleMemory memory() {
        return memory;
    }

    /** Returns what this home did with Trusts that its own Domain may move to. */
    public TrustChoices choices() {
        return new TrustChoices(home);
    }

    /** Learns where the system's servers are now, for when this one is down. */
    public void learnServers() {
        List<Address> now = Address.known(call(OperatorService::servers));
        pins.change(before -> before.withServersNow(now));
    }

    /** Says something that does not keep the command from being carried out. */
    public void warn(String line) {
        warnings.accept(line);
    }

    /** Returns the time. */
    public Instant now() {
        return clock.instant();
    }

    /** Returns what verifies Domains to the pinned genesis, each line once. */
    DomainVerifier verifier() {
        return new DomainVerifier(known());
    }

    /** Takes a Trust that was verified just now: it need not be verified again. */
    void know(VerifiedTrust trust) {
        known().know(trust);
    }

    private KnownTrusts known() {
        KnownTrusts before = known;
        if (before == null) {
            before = new KnownTrusts(genesis());
            pins.now().trusts().lines().forEach(before::know);
            known = before;
        }
        return before;
    }

    /** Returns the servers. */
    public Servers servers() {
        return servers;
    }

    /** Makes a call at one of the servers. */
    <T> T call(ServicePool.Call<OperatorService, T> call) {
        return servers.call(call);
    }

    /** Makes the name of a request that changes something: one for what is asked, however often it is tried. */
    RequestId request() {
        return RequestId.random(random);
    }

    SigningKey connectionKey() {
        return key.signingKey();
    }

    Thumbprint connection() {
        return key.thumbprint();
    }

    SecureRandom random() {
        return random;
    }
}
