package org.quorumkms.operator;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.json.Json;
import org.quorumkms.net.Address;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.net.ServicePool;
import org.quorumkms.order.Order;
import org.quorumkms.order.OrderKind;
import org.quorumkms.party.Invitation;
import org.quorumkms.party.PinFile;
import org.quorumkms.party.PinnedDomain;
import org.quorumkms.party.Pins;
import org.quorumkms.remote.ApproveOrder;
import org.quorumkms.remote.ApproveTrust;
import org.quorumkms.remote.Data;
import org.quorumkms.remote.HsmView;
import org.quorumkms.remote.InvitedDomain;
import org.quorumkms.remote.MoveDomain;
import org.quorumkms.remote.NewDomain;
import org.quorumkms.remote.NewOperator;
import org.quorumkms.remote.NewOrder;
import org.quorumkms.remote.OperatorService;
import org.quorumkms.remote.OrderView;
import org.quorumkms.remote.RequestId;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.HsmStatement;
import org.quorumkms.trust.KnownTrusts;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.VerifiedTrust;

/**
 * An operator's side of the calls. Whatever a server answers is read strictly and verified here, to the genesis that
 * this home pinned, before anything is shown as true or asked for.
 */
public final class OperatorClient {

    private static final Duration INVITATION_VALIDITY = Duration.ofDays(7);
    private static final int PAGE = 500;

    private final ServicePool<OperatorService> servers;
    private final PinFile pins;
    private final SeenDomains seenDomains;
    private final ConnectionKey key;
    private final Clock clock;
    private final SecureRandom random;
    private @Nullable Map<DomainId, SeenDomain> remembered;
    private @Nullable DomainVerifier verifier;

    /** Takes the servers, and this home's pins, memory and key. */
    public OperatorClient(
            ServicePool<OperatorService> servers,
            PinFile pins,
            SeenDomains seenDomains,
            ConnectionKey key,
            Clock clock,
            SecureRandom random) {
        this.servers = servers;
        this.pins = pins;
        this.seenDomains = seenDomains;
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
        VerifiedDomain domain =
                verified(servers.call(server -> server.domain(own.seen().id())));
        domain.requireSince(own.seen());
        pins.update(before -> before.with(domain));
        return new OperatorView(domain);
    }

    /** Returns all Trusts. */
    public Trusts trusts() {
        return new Trusts(
                servers.call(OperatorService::trusts).stream().map(Trust::parse).toList(), genesis());
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
        return TrustChain.parse(servers.call(server -> server.line(trust)));
    }

    /**
     * Gives the newest revision of every Domain, page by page, without their lines: not verified.
     *
     * @param take gets each page; none is empty
     */
    public void domains(Consumer<List<Domain>> take) {
        String after = "";
        List<Domain> page = domainPage(after);
        while (!page.isEmpty()) {
            take.accept(page);
            String last = page.get(page.size() - 1).body().id().value();
            if (last.compareTo(after) <= 0) {
                throw new VerificationException("The server lists its Domains out of order. Do not use it.");
            }
            after = last;
            page = domainPage(after);
        }
    }

    private List<Domain> domainPage(String after) {
        return servers.call(server -> server.domains(after, PAGE)).stream()
                .map(Domain::parse)
                .toList();
    }

    /** Returns the first Domains: for completing names. */
    public List<Domain> someDomains() {
        return domainPage("");
    }

    /** Returns the Domains that a person may mean with a name or an id: not verified. */
    public List<Domain> domainsMeant(String reference) {
        return DomainId.isOne(reference)
                ? List.of(domain(new DomainId(reference)).domain())
                : servers.call(server -> server.domainsNamed(reference)).stream()
                        .map(Domain::parse)
                        .toList();
    }

    /** Learns where the system's servers are now, for when this one is down. */
    public void learnServers() {
        List<Address> now = Address.known(servers.call(OperatorService::servers));
        pins.update(before -> before.withServersNow(now));
    }

    /** Returns an exported Domain, not verified yet. */
    public ExportedDomain domain(DomainId id) {
        return ExportedDomain.parse(servers.call(server -> server.domain(id)));
    }

    /** Returns all enrolled operators, each verified. */
    public List<OperatorView> operators() {
        return servers.call(OperatorService::operators).stream()
                .map(this::verified)
                .filter(domain -> domain.body().purpose() == Purpose.OPERATOR
                        && domain.body().claim().isEmpty())
                .map(OperatorView::new)
                .toList();
    }

    /** Returns all HSMs, each by its own statement. */
    public List<HsmEntry> hsms() {
        return servers.call(OperatorService::hsms).stream().map(this::entry).toList();
    }

    /** Has an unsigned Trust made, and checks that it is the one that was wanted. */
    public Trust createTrust(TrustPlan plan) {
        RequestId id = requestId();
        Trust trust = Trust.parse(servers.call(server -> server.createTrust(id, plan)));
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
        RequestId id = requestId();
        Trust approved = Trust.parse(servers.call(
                server -> server.approveTrust(id, new ApproveTrust(shown.thumbprint(), own.seen(), request))));
        requireSame(shown.thumbprint(), approved);
        if (!approved.isApprovedBy(new OperatorKey(self.name(), self.key()))) {
            throw new VerificationException("The server's answer does not carry a valid approval of yours.");
        }
        return approved;
    }

    /** Has an HSM sign a Trust; empty {@code hsms}: any. */
    public Trust sign(Thumbprint trust, List<Thumbprint> hsms) {
        RequestId id = requestId();
        Trust signed = Trust.parse(servers.call(server -> server.signTrust(id, trust, hsms)));
        requireSame(trust, signed);
        if (signed.signers().isEmpty()) {
            throw new VerificationException("The server's answer carries no valid signature of an HSM.");
        }
        return signed;
    }

    /** Has a Domain made, and returns the invitation to it. */
    public Invited createDomain(Thumbprint trust, String name, Purpose purpose) {
        RequestId id = requestId();
        Invited invited = invite(
                terms -> servers.call(server -> server.createDomain(id, new NewDomain(trust, name, purpose, terms))));
        requireAsked(invited.domain().body(), name, purpose);
        if (!invited.domain().body().trust().equals(trust)) {
            throw new VerificationException("The server made a Domain under another Trust. Do not use it.");
        }
        return invited;
    }

    /** Has a further operator's Domain made, and returns the invitation to it. */
    public Invited inviteOperator(String name) {
        RequestId id = requestId();
        Invited invited =
                invite(terms -> servers.call(server -> server.inviteOperator(id, new NewOperator(name, terms))));
        requireAsked(invited.domain().body(), name, Purpose.OPERATOR);
        if (pinned().trusts().lineOf(invited.domain().trust()).isEmpty()) {
            throw new VerificationException("The server made a Domain under a line that is not pinned here.");
        }
        return invited;
    }

    private static void requireAsked(DomainBody made, String name, Purpose purpose) {
        if (!made.name().equals(name) || made.purpose() != purpose || made.revision() != 1) {
            throw new VerificationException("The server made another Domain than was asked for. Do not use it.");
        }
    }

    /** Adds an approval that was made with an operator's own key. */
    public Trust addApproval(Trust trust, JwsSignature approval) {
        RequestId id = requestId();
        Trust approved = Trust.parse(
                servers.call(server -> server.addTrustApproval(id, trust.thumbprint(), Json.write(approval.toJson()))));
        requireSame(trust.thumbprint(), approved);
        return approved;
    }

    /** Returns what this home saw of a Domain last, or what the server shows of it now (D3). */
    public SeenDomain seen(Domain shown) {
        SeenDomain now = shown.seen();
        SeenDomain before = remembered().get(now.id());
        return before == null ? now : before;
    }

    /** Remembers Domains, verified, as they were seen (T7). */
    public void remember(List<VerifiedDomain> domains) {
        domains.forEach(
                domain -> remembered().put(domain.body().id(), domain.domain().seen()));
        seenDomains.see(domains.stream().map(domain -> domain.domain().seen()).toList());
    }

    private Map<DomainId, SeenDomain> remembered() {
        if (remembered == null) {
            remembered = seenDomains.all();
        }
        return remembered;
    }

    /**
     * Moves a Domain to a Trust (D5), step by step where no HSM can take it all the way.
     *
     * @param target the Trust, verified
     * @return the Domain, verified under that Trust; to be remembered by the caller
     */
    public VerifiedDomain move(Domain shown, VerifiedTrust target) {
        SeenDomain seen = seen(shown);
        String word = shown.body().purpose() == Purpose.OPERATOR
                ? new OperatorRequest(seen.id(), seen.revision(), OperatorRequest.REWRAP, target.thumbprint())
                        .sign(key.signingKey())
                : "";
        VerifiedDomain moved = null;
        // Each step goes at least one link further.
        for (int i = 0; i < target.chain().trusts().size(); i++) {
            SeenDomain from = seen;
            RequestId id = requestId();
            moved = changed(
                    from,
                    servers.call(server -> server.moveDomain(id, new MoveDomain(from, target.thumbprint(), word))));
            if (moved.trust().thumbprint().equals(target.thumbprint())) {
                return moved;
            }
            seen = moved.domain().seen();
        }
        throw new VerificationException("The server did not move Domain "
                + shown.body().name() + " to Trust " + target.body().id() + ".");
    }

    /** Has a new key made the active one of a Domain, unless the active one is younger. */
    public VerifiedDomain rotate(Domain shown, Duration youngest) {
        SeenDomain seen = seen(shown);
        RequestId id = requestId();
        return changed(seen, servers.call(server -> server.rotateDomain(id, seen, youngest.toSeconds())));
    }

    /** What a server made of a Domain: the same one, later, under a Trust of its line, verified here. */
    private VerifiedDomain changed(SeenDomain seen, String exported) {
        VerifiedDomain domain = verified(exported);
        domain.requireSince(seen);
        return domain;
    }

    /**
     * Returns the newest revision of a Domain, verified, at least as new as it was seen, and remembers it (T7).
     *
     * @throws VerificationException if the server shows an older one
     */
    public VerifiedDomain verifiedDomain(DomainId id) {
        VerifiedDomain domain = verified(servers.call(server -> server.domain(id)));
        domain.requireSince(seen(domain.domain()));
        remember(List.of(domain));
        return domain;
    }

    /** Reads an order that a server shows, if its Trust is one of these and verifies. */
    public Optional<OrderEntry> entry(OrderView view, Trusts trusts) {
        return OrderEntry.of(view, trusts);
    }

    /** Returns all orders that have not expired. */
    public List<OrderView> orders() {
        return servers.call(OperatorService::orders);
    }

    /** Has an order made, and checks that it is the one that was wanted. */
    public Order createOrder(OrderKind kind, DomainId domain, Optional<Thumbprint> controller) {
        RequestId id = requestId();
        Order order = Order.parse(servers.call(server -> server.createOrder(
                id, new NewOrder(kind, domain, controller.map(Thumbprint::value).orElse("")))));
        if (order.body().kind() != kind
                || !order.body().domain().equals(domain)
                || !order.body().controller().equals(controller)) {
            throw new VerificationException("The server made another order than was asked for. Do not approve it.");
        }
        return order;
    }

    /** Approves the order that was shown, by its thumbprint (T8), with this operator's own Domain. */
    public Order approve(OperatorView self, Order shown) {
        Domain own = self.domain().domain();
        String request = new OperatorRequest(
                        own.body().id(), own.body().revision(), OperatorRequest.APPROVE_ORDER, shown.thumbprint())
                .sign(key.signingKey());
        RequestId id = requestId();
        Order approved = Order.parse(servers.call(
                server -> server.approveOrder(id, new ApproveOrder(shown.thumbprint(), own.seen(), request))));
        return requireSame(shown, approved);
    }

    /** Adds an approval of an order that was made with an operator's own key. */
    public Order addApproval(Order order, JwsSignature approval) {
        RequestId id = requestId();
        return requireSame(
                order,
                Order.parse(servers.call(
                        server -> server.addOrderApproval(id, order.thumbprint(), Json.write(approval.toJson())))));
    }

    /** Has an order carried out. */
    public VerifiedDomain run(Order order, Domain shown) {
        SeenDomain seen = seen(shown);
        RequestId id = requestId();
        VerifiedDomain domain = changed(seen, servers.call(server -> server.runOrder(id, order.thumbprint(), seen)));
        if (!domain.body().orders().contains(order.body().id())) {
            throw new VerificationException("The server's answer does not say that the order was carried out.");
        }
        return domain;
    }

    private static Order requireSame(Order asked, Order answered) {
        if (!answered.thumbprint().equals(asked.thumbprint())) {
            throw new VerificationException("T8: the server answered with another order than was named.");
        }
        return answered;
    }

    /** Imports an exported Domain. */
    public ExportedDomain importDomain(ExportedDomain exported) {
        new DomainVerifier(genesis()).verify(exported).require();
        RequestId id = requestId();
        return ExportedDomain.parse(servers.call(server -> server.importDomain(id, exported.toText())));
    }

    /** Has an HSM made in the server that is called; an empty label: the server chooses. */
    public HsmEntry createHsm(String label) {
        RequestId id = requestId();
        return entry(servers.call(server -> server.createHsm(id, label)));
    }

    /** Returns what reads the servers' audit logs. */
    public AuditReader audits() {
        return new AuditReader(servers);
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

    /** Verifies an exported Domain to the pinned genesis. */
    VerifiedDomain verified(String exported) {
        if (verifier == null) {
            verifier = new DomainVerifier(new KnownTrusts(genesis()));
        }
        return verifier.verify(ExportedDomain.parse(exported)).require();
    }

    private RequestId requestId() {
        return RequestId.random(random);
    }

    private static void requireSame(Thumbprint asked, Trust answered) {
        if (!answered.thumbprint().equals(asked)) {
            throw new VerificationException("T8: the server answered with another Trust than was named.");
        }
    }
}
