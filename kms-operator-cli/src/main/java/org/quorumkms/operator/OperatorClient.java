package org.quorumkms.operator;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.home.PinFile;
import org.quorumkms.home.PinnedDomain;
import org.quorumkms.home.Pins;
import org.quorumkms.net.Address;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.net.Invitation;
import org.quorumkms.net.RemoteFailure;
import org.quorumkms.remote.ApproveTrust;
import org.quorumkms.remote.Data;
import org.quorumkms.remote.HsmView;
import org.quorumkms.remote.InvitedDomain;
import org.quorumkms.remote.NewDomain;
import org.quorumkms.remote.NewOperator;
import org.quorumkms.remote.OperatorService;
import org.quorumkms.remote.RequestId;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.HsmStatement;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.TrustChain;

/**
 * An operator's side of the calls. Whatever a server answers is read strictly and verified here, to the genesis that
 * this home pinned, before anything is shown as true or asked for.
 */
public final class OperatorClient {

    private static final Duration INVITATION_VALIDITY = Duration.ofDays(7);

    private final OperatorService service;
    private final List<Address> addresses;
    private final PinFile pins;
    private final ConnectionKey key;
    private final Clock clock;
    private final SecureRandom random;

    /** Takes the looked-up service with the addresses it was looked up at, and this home's pins and key. */
    public OperatorClient(
            OperatorService service,
            List<Address> addresses,
            PinFile pins,
            ConnectionKey key,
            Clock clock,
            SecureRandom random) {
        this.service = service;
        this.addresses = addresses;
        this.pins = pins;
        this.key = key;
        this.clock = clock;
        this.random = random;
    }

    /** Returns this operator as the server knows it; the answer is verified and pinned (D3, T7). */
    public OperatorView self() {
        PinnedDomain own = pins.require()
                .operatorDomain()
                .orElseThrow(() -> new VerificationException(
                        "This home has no operator Domain. Enrol with an operator's invitation."));
        VerifiedDomain domain = verified(call(() -> service.domain(own.seen().id())));
        domain.requireSince(own.seen());
        pins.update(before -> before.with(domain));
        return new OperatorView(domain);
    }

    /** Returns all Trusts. */
    public Trusts trusts() {
        return new Trusts(call(service::trusts).stream().map(Trust::parse).toList(), genesis());
    }

    /**
     * Follows the lines of which this operator is part, forward only (T7), and pins their newest Trusts: from then on
     * their HSMs vouch for servers, and genesis does not.
     *
     * @return the pinned Trusts that this server does not show: it serves an older state
     * @throws VerificationException if the server shows a fork
     */
    public List<String> follow(OperatorView self, Trusts trusts) {
        Pins after = pins.update(before -> {
            Pins next = before;
            for (Trust trust : trusts.all()) {
                if (trust.body().operator(self.thumbprint()).isPresent() && trusts.isSigned(trust)) {
                    next = next.with(trusts.verified(trust).orElseThrow());
                }
            }
            return next;
        });
        return after.trusts().lines().stream()
                .filter(line -> trusts.find(line.thumbprint()).isEmpty())
                .map(line -> "T7: this server does not show Trust "
                        + line.body().id() + " (" + line.thumbprint().abbreviated()
                        + "), which was seen before: it serves an older state.")
                .toList();
    }

    /** Returns the line from genesis to a Trust, not verified yet. */
    public TrustChain line(Thumbprint trust) {
        return TrustChain.parse(call(() -> service.line(trust)));
    }

    /** Returns the newest revision of all Domains, without their lines: not verified. */
    public List<Domain> domains() {
        return call(service::domains).stream().map(Domain::parse).toList();
    }

    /** Returns an exported Domain, not verified yet. */
    public ExportedDomain domain(DomainId id) {
        return ExportedDomain.parse(call(() -> service.domain(id)));
    }

    /** Returns all enrolled operators, each verified. */
    public List<OperatorView> operators() {
        return call(service::operators).stream()
                .map(this::verified)
                .filter(domain -> domain.body().purpose() == Purpose.OPERATOR
                        && domain.body().claim().isEmpty())
                .map(OperatorView::new)
                .toList();
    }

    /** Returns all HSMs, each by its own statement. */
    public List<HsmEntry> hsms() {
        return call(service::hsms).stream().map(this::entry).toList();
    }

    /** Has an unsigned Trust made, and checks that it is the one that was wanted. */
    public Trust createTrust(TrustPlan plan) {
        Trust trust = Trust.parse(call(() -> service.createTrust(requestId(), plan)));
        TrustBody body = trust.body();
        boolean asPlanned = body.kind() == plan.kind()
                && body.quorum() == plan.quorum()
                && body.predecessor().equals(Optional.of(plan.predecessor()))
                && body.hsms().stream().map(HsmKeys::fingerprint).toList().equals(plan.hsms())
                && body.operators().stream()
                        .map(OperatorKey::thumbprint)
                        .toList()
                        .equals(plan.operators());
        if (!asPlanned) {
            throw new VerificationException("The server made another Trust than was asked for. Do not approve it.");
        }
        return trust;
    }

    /** Approves what was shown, by its thumbprint (T8), with this operator's own Domain. */
    public Trust approve(OperatorView self, Trust shown) {
        Domain own = self.domain().domain();
        String request = new OperatorRequest(
                        own.body().id(), own.body().revision(), OperatorRequest.APPROVE_TRUST, shown.thumbprint())
                .sign(key.signingKey());
        Trust approved = Trust.parse(call(
                () -> service.approveTrust(requestId(), new ApproveTrust(shown.thumbprint(), own.seen(), request))));
        requireSame(shown.thumbprint(), approved);
        if (!approved.isApprovedBy(new OperatorKey(self.name(), self.key()))) {
            throw new VerificationException("The server's answer does not carry a valid approval of yours.");
        }
        return approved;
    }

    /** Has an HSM sign a Trust; empty {@code hsms}: any. */
    public Trust sign(Thumbprint trust, List<Thumbprint> hsms) {
        Trust signed = Trust.parse(call(() -> service.signTrust(requestId(), trust, hsms)));
        requireSame(trust, signed);
        return signed;
    }

    /** Has a Domain made, and returns the invitation to it. */
    public Invited createDomain(Thumbprint trust, String name, Purpose purpose) {
        return invite(
                terms -> call(() -> service.createDomain(requestId(), new NewDomain(trust, name, purpose, terms))));
    }

    /** Has a further operator's Domain made, and returns the invitation to it. */
    public Invited inviteOperator(String name) {
        return invite(terms -> call(() -> service.inviteOperator(requestId(), new NewOperator(name, terms))));
    }

    /** Imports an exported Domain. */
    public ExportedDomain importDomain(ExportedDomain exported) {
        new DomainVerifier(genesis()).verify(exported).require();
        return ExportedDomain.parse(call(() -> service.importDomain(requestId(), exported.toText())));
    }

    /** Has an HSM made in the server that is called; an empty label: the server chooses. */
    public HsmEntry createHsm(String label) {
        return entry(call(() -> service.createHsm(requestId(), label)));
    }

    /** Returns the genesis that this home pinned. */
    public Thumbprint genesis() {
        return pins.require().genesis();
    }

    /** Returns what this home pinned. */
    public Pins pinned() {
        return pins.require();
    }

    /**
     * A Domain that was made, with its invitation.
     *
     * @param domain the Domain, verified
     * @param invitation one line of text; it holds the one-time secret
     */
    public record Invited(VerifiedDomain domain, String invitation) {}

    private interface Maker {
        InvitedDomain make(ClaimTerms terms);
    }

    /** The secret is made here and only its hash leaves: neither a server nor a database ever has it. */
    private Invited invite(Maker maker) {
        Instant expires = clock.instant().plus(INVITATION_VALIDITY);
        try (SecretBytes secret = SecretBytes.random(random, ClaimTerms.SECRET_LENGTH)) {
            ClaimTerms terms = ClaimTerms.of(secret.exposed(), expires);
            InvitedDomain made = maker.make(terms);
            VerifiedDomain domain = verified(made.exported());
            if (!domain.body().claim().equals(Optional.of(terms))) {
                throw new VerificationException("The server made a Domain that another secret claims. Do not use it.");
            }
            Invitation invitation = new Invitation(
                    made.servers().stream().map(Address::parse).toList(),
                    made.hsm(),
                    genesis(),
                    domain.body().id(),
                    domain.body().trust(),
                    Data.of(secret),
                    expires);
            return new Invited(domain, invitation.toText());
        }
    }

    private HsmEntry entry(HsmView view) {
        return new HsmEntry(HsmStatement.verify(view.statement(), genesis()).keys(), view.server());
    }

    private VerifiedDomain verified(String exported) {
        return new DomainVerifier(genesis())
                .verify(ExportedDomain.parse(exported))
                .require();
    }

    private RequestId requestId() {
        return RequestId.random(random);
    }

    private <T> T call(RemoteFailure.Call<T> call) {
        return RemoteFailure.calling(addresses, call);
    }

    private static void requireSame(Thumbprint asked, Trust answered) {
        if (!answered.thumbprint().equals(asked)) {
            throw new VerificationException("T8: the server answered with another Trust than was named.");
        }
    }
}
