package org.quorumkms.server.manager;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.quorumkms.crypto.Ed25519Key;
import org.quorumkms.crypto.SealedKeyStore;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.Purpose;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.hsm.SoftwareHsm;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.remote.ApproveTrust;
import org.quorumkms.remote.ClaimRequest;
import org.quorumkms.remote.Data;
import org.quorumkms.remote.InvitedDomain;
import org.quorumkms.remote.NewDomain;
import org.quorumkms.remote.RequestId;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.server.audit.AuditLog;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.TestKeys;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;

/** A Manager over a real SQLite database and real HSMs, and actors with keys of their own. */
public final class TestServer implements AutoCloseable {

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;
    private final SoftwareHsm factory;
    private final List<AuditLog> logs = new ArrayList<>();
    private final Ed25519Key auditKey = Ed25519Key.generate();
    private final SoftwareHsm.Founding founding;
    private final Store store;
    private final Manager manager;

    /** Founds a system with two HSMs in an empty database. */
    public TestServer(Store store) {
        this(store, Clock.systemUTC());
    }

    /** Founds a system whose HSMs and Manager look at a clock. */
    public TestServer(Store store, Clock clock) {
        this.clock = clock;
        this.factory = new SoftwareHsm(new SealedKeyStore(1 << 10), clock, random, TestKeys.rsaFrom(30));
        this.founding = factory.found(List.of("h1", "h2"));
        this.store = store;
        store.write(tables -> {
            tables.trusts().save(founding.genesis());
            return founding;
        });
        this.manager = manager(store);
        manager.register();
    }

    /** Makes a Manager with the same HSMs over another database. */
    public Manager manager(Store other) {
        return manager(other, "127.0.0.1:7311");
    }

    /** Makes a Manager of another server with the same HSMs. */
    public Manager manager(Store other, String address) {
        HsmPool pool = new HsmPool(
                founding.hsms().stream().map(SoftwareHsm.Made::hsm).toList(),
                label -> factory.make(label, genesis()).hsm());
        Thumbprint server = Bytes.utf8(address).thumbprint();
        AuditLog made = log(other, server);
        logs.add(made);
        return new Manager(
                other,
                pool,
                new Manager.Server(
                        server, List.of(address), hsm().keys().signing().thumbprint()),
                made,
                clock,
                random);
    }

    /** The audit log of the first server. */
    public AuditLog log() {
        return logs.get(0);
    }

    /** The key by which the first server is known. */
    public Thumbprint serverKey() {
        return log().server();
    }

    /** Makes the audit log of a server. */
    public AuditLog log(Store other, Thumbprint server) {
        AuditLog log =
                new AuditLog(other, new AuditLog.Identity(genesis(), server, auditKey), new MemoryHeadFile(), clock);
        log.open(List.of(hsm().certifyAuditKey(server, log.publicKey())));
        return log;
    }

    public Manager manager() {
        return manager;
    }

    public Store store() {
        return store;
    }

    public Hsm hsm() {
        return founding.hsms().get(0).hsm();
    }

    public List<Hsm> hsms() {
        return founding.hsms().stream().map(SoftwareHsm.Made::hsm).toList();
    }

    public Thumbprint genesis() {
        return founding.genesis().thumbprint();
    }

    public RequestId request() {
        return RequestId.random(random);
    }

    /** A key that calls. */
    public static SigningKey actor(int number) {
        return SigningKey.ofEc(TestKeys.ec(number));
    }

    public static EcJwk ec(SigningKey actor) {
        return (EcJwk) actor.publicKey();
    }

    /** A one-time secret, the same each time. */
    public static byte[] secret() {
        byte[] secret = new byte[ClaimTerms.SECRET_LENGTH];
        Arrays.fill(secret, (byte) 5);
        return secret;
    }

    public static ClaimTerms terms() {
        return ClaimTerms.of(secret(), java.time.Instant.now().plus(Duration.ofDays(1)));
    }

    /** Enrols an operator from the server's own first invitation. */
    public Domain enrol(SigningKey actor, String name) {
        return claim(actor, manager.inviteFirst(name, terms()), request());
    }

    public Domain claim(SigningKey actor, InvitedDomain invited, RequestId request) {
        Domain domain = ExportedDomain.parse(invited.exported()).domain();
        return ExportedDomain.parse(manager.claim(ec(actor), request, claimRequest(domain)))
                .domain();
    }

    public static ClaimRequest claimRequest(Domain domain) {
        return new ClaimRequest(domain.body().id(), domain.body().trust(), Data.of(SecretBytes.owning(secret())), "");
    }

    public Trust create(SigningKey actor, TrustKind kind, Thumbprint after, int quorum, Domain... operators) {
        return Trust.parse(manager.createTrust(ec(actor), request(), plan(kind, after, quorum, operators)));
    }

    public TrustPlan plan(TrustKind kind, Thumbprint after, int quorum, Domain... operators) {
        return new TrustPlan(
                kind,
                after,
                List.of(hsm().keys().fingerprint()),
                Arrays.stream(operators).map(TestServer::approvalKey).toList(),
                quorum);
    }

    public Trust approve(SigningKey actor, Domain own, Thumbprint trust) {
        String signed = new OperatorRequest(
                        own.body().id(), own.body().revision(), OperatorRequest.APPROVE_TRUST, trust)
                .sign(actor);
        return Trust.parse(manager.approveTrust(ec(actor), request(), new ApproveTrust(trust, own.seen(), signed)));
    }

    public Trust sign(SigningKey actor, Thumbprint trust) {
        return Trust.parse(manager.signTrust(ec(actor), request(), trust, List.of()));
    }

    /** Enrols alice and bob and founds a 1-of-2 Trust; returns it. */
    public Trust found(SigningKey alice, SigningKey bob) {
        Domain first = enrol(alice, "alice");
        Domain second = enrol(bob, "bob");
        Trust trust = create(alice, TrustKind.BRANCH, genesis(), 1, first, second);
        approve(alice, first, trust.thumbprint());
        return sign(alice, trust.thumbprint());
    }

    public InvitedDomain domain(SigningKey actor, Trust trust, String name) {
        return manager.createDomain(
                ec(actor), request(), new NewDomain(trust.thumbprint(), name, Purpose.ENCRYPT, terms()));
    }

    public static Thumbprint approvalKey(Domain operator) {
        return operator.body().publicKeys().get(0).thumbprint();
    }

    @Override
    public void close() {
        store.close();
    }
}
