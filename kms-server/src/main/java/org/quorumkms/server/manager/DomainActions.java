package org.quorumkms.server.manager;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditEvent;
import org.quorumkms.audit.AuditResult;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.hsm.ClaimAttempt;
import org.quorumkms.hsm.DomainDraft;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.remote.ClaimRequest;
import org.quorumkms.remote.Data;
import org.quorumkms.remote.InviteDomain;
import org.quorumkms.remote.NewDomain;
import org.quorumkms.remote.NewOperator;
import org.quorumkms.remote.RequestId;
import org.quorumkms.server.audit.AuditLog;
import org.quorumkms.server.manager.Requests.Asked;
import org.quorumkms.server.store.DomainStore;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Name;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustKind;
import org.quorumkms.trust.VerifiedTrust;

/** What operators do with Domains, their claim, and what is imported. */
final class DomainActions {

    /** The most Domains in one answer. */
    static final int PAGE = 500;

    private static final int MOST_CANDIDATES = 20;

    private final Store store;
    private final Ledger ledger;
    private final HsmPool hsms;
    private final Authorization authorization;
    private final Requests requests;
    private final Intake intake;
    private final Limits limits;
    private final AuditLog log;
    private final Clock clock;
    private final SecureRandom random;

    DomainActions(
            Store store,
            Ledger ledger,
            HsmPool hsms,
            Authorization authorization,
            Requests requests,
            AuditLog log,
            Clock clock,
            SecureRandom random) {
        this.store = store;
        this.ledger = ledger;
        this.hsms = hsms;
        this.authorization = authorization;
        this.requests = requests;
        this.intake = new Intake(store, ledger);
        this.limits = new Limits(clock);
        this.log = log;
        this.clock = clock;
        this.random = random;
    }

    List<String> page(String after, int limit) {
        int size = Math.max(1, Math.min(limit, PAGE));
        return store.read(tables -> tables.domains().page(after, size).stream()
                .map(DomainStore.Row::document)
                .toList());
    }

    List<String> named(String name) {
        return store.read(tables -> tables.domains().named(name, MOST_CANDIDATES).stream()
                .map(Domain::toText)
                .toList());
    }

    List<String> operators() {
        return store.read(tables -> tables.domains().all(Purpose.OPERATOR).stream()
                .filter(domain -> !domain.body().controllers().isEmpty())
                .map(domain -> Ledger.exported(tables, domain).toText())
                .toList());
    }

    ExportedDomain exported(DomainId id) {
        return ledger.exported(ledger.require(id));
    }

    /** D1: at the request of an operator of the newest Trust of the line, under that Trust. */
    ExportedDomain create(EcJwk caller, RequestId request, NewDomain wanted) {
        OperatorCaller operator = authorization.requireOperator(caller);
        if (wanted.purpose() == Purpose.OPERATOR) {
            throw new RefusedException("Operators' Domains are made by operator invite.");
        }
        if (!wanted.claim().may().equals(Rights.all(wanted.purpose()))) {
            throw new RefusedException(
                    "D4: who claims a new Domain gets all rights, " + Rights.all(wanted.purpose()) + ".");
        }
        return made(
                new Asked(operator.caller(), request, AuditAction.DOMAIN_CREATE, "domain " + wanted),
                () -> make(wanted.name(), wanted.purpose(), wanted.claim(), newest(operator, wanted.trust())));
    }

    /** D1: a further operator's Domain, under the newest Trust of the inviting operator's line. */
    ExportedDomain inviteOperator(EcJwk caller, RequestId request, NewOperator wanted) {
        OperatorCaller operator = authorization.requireOperator(caller);
        Rights may = wanted.claim().may();
        if (!may.equals(Rights.of(Right.APPROVE)) && !may.equals(Rights.of(Right.AUDIT))) {
            throw new RefusedException(
                    "D8: an operator approves, an auditor audits: a Domain of theirs has one right.");
        }
        return made(
                new Asked(operator.caller(), request, AuditAction.OPERATOR_INVITE, "operator " + wanted),
                () -> make(wanted.name(), Purpose.OPERATOR, wanted.claim(), ownNewest(operator)));
    }

    private ExportedDomain made(Asked asked, Supplier<Domain> maker) {
        return exported(requests.onceNew(asked, maker));
    }

    /** D4: the invitation of an unclaimed Domain anew, or ended: any operator of the newest Trust of its line. */
    ExportedDomain invite(EcJwk caller, RequestId request, InviteDomain invite) {
        OperatorCaller operator = authorization.requireOperator(caller);
        DomainId id = invite.seen().id();
        requests.once(
                new Asked(operator.caller(), request, AuditAction.DOMAIN_INVITE, "invite " + id + " " + invite.claim()),
                id,
                () -> {
                    DomainInLine domain = ledger.named(invite.seen());
                    authorization.requireGoverns(
                            operator, domain.domain().body().trust(), "One of its operators invites again.");
                    return DomainChange.of(
                            domain.domain(),
                            hsms.in(domain.line().last().body())
                                    .inviteDomain(
                                            domain,
                                            invite.seen(),
                                            invite.claim().stream().findFirst()));
                },
                (tables, change) -> {
                    limits.require(tables, bounded(change, operator.caller(), true, false));
                    return AuditSubject.domain(change.last());
                });
        return exported(id);
    }

    DomainStore.Change bounded(DomainChange change, Thumbprint who, boolean byOperator, boolean ring) {
        return new DomainStore.Change(
                change.id(), change.last().body().revision(), clock.instant(), byOperator, who, ring);
    }

    /** D1: an operator's Domain under genesis, while no Trust has operators: the first start, and lost invitations. */
    ExportedDomain inviteFirst(String name, ClaimTerms claim, Thumbprint genesis) {
        requests.requireOpen();
        if (ledger.isFounded(genesis)) {
            throw new RefusedException("A Trust has operators already, so they invite further ones:"
                    + " kms-operator operator invite " + name + ".");
        }
        TrustChain line = store.read(tables -> Ledger.line(tables, genesis));
        Domain made = make(name, Purpose.OPERATOR, claim, line);
        ExportedDomain exported = store.write(tables -> {
            for (Domain other : tables.domains().all(Purpose.OPERATOR)) {
                if (other.body().name().equals(name)) {
                    forget(tables, other);
                }
            }
            DomainChange.first(made).keep(tables);
            log.append(tables, log.own(AuditAction.OPERATOR_INVITE, AuditSubject.domain(made)));
            return Ledger.exported(tables, made);
        });
        return exported;
    }

    private static void forget(Store.Tables tables, Domain other) {
        if (other.body().claim().isEmpty()) {
            throw new RefusedException("An operator called " + other.body().name()
                    + " is enrolled already (key "
                    + other.body().publicKeys().get(0).thumbprint().abbreviated()
                    + "). Take another name.");
        }
        tables.domains().removeUnclaimed(other);
    }

    /** D4: whoever has the one-time secret may look; the secret is compared before any document is verified. */
    ExportedDomain look(DomainId id, Data secret) {
        try (SecretBytes taken = secret.take()) {
            Domain domain = unclaimed(id, taken);
            return ledger.exported(ledger.require(domain.body().id()));
        }
    }

    private Domain unclaimed(DomainId id, SecretBytes secret) {
        Domain domain = store.read(tables -> tables.domains().find(id)).orElseThrow(DomainActions::noInvitation);
        ClaimTerms terms = domain.body().claim().orElseThrow(DomainActions::noInvitation);
        if (!terms.isSecret(secret.exposed()) || !clock.instant().isBefore(terms.expires())) {
            throw noInvitation();
        }
        return domain;
    }

    /** D4: whoever has the one-time secret becomes the controller. */
    ExportedDomain claim(EcJwk caller, RequestId request, ClaimRequest claim) {
        try (SecretBytes secret = claim.secret().take()) {
            DomainId id = claim.seen().id();
            requests.once(
                    new Asked(
                            caller.thumbprint(),
                            request,
                            AuditAction.DOMAIN_CLAIM,
                            "claim " + id + " " + Thumbprint.ofContent(secret.exposed())),
                    id,
                    () -> claimed(caller, claim, secret),
                    (tables, change) -> {
                        tables.domains().keyedSince(id, clock.instant());
                        return AuditSubject.change(change.before().orElseThrow().body(), change.last());
                    });
            return exported(id);
        }
    }

    private DomainChange claimed(EcJwk caller, ClaimRequest claim, SecretBytes secret) {
        unclaimed(claim.seen().id(), secret);
        DomainInLine domain = ledger.named(claim.seen());
        boolean second = domain.domain().body().purpose() == Purpose.OPERATOR
                && authorization.findOperator(caller).isPresent();
        Domain after = hsms.in(domain.line().last().body())
                .claimDomain(new ClaimAttempt(
                        domain, claim.seen(), secret, caller.thumbprint(), claim.name(), claim.ownKey()));
        if (second) {
            throw new RefusedException(
                    "D4: this home's key is an operator already. Enrol a second operator with another --home.");
        }
        return DomainChange.of(domain.domain(), after);
    }

    /**
     * D7: an operator takes an exported Domain back in, with the Trusts of its line. Whose own Domain the store is behind of is
     * known as an operator when it was taken in: until then it is a controller who hands that over (D3).
     */
    String importDomain(EcJwk caller, String text) {
        ExportedDomain exported = ExportedDomain.parse(text);
        DomainBody body = exported.domain().body();
        if (body.purpose() == Purpose.OPERATOR
                && body.controller(caller.thumbprint()).isPresent()
                && authorization.findOperator(caller).isEmpty()) {
            requireControllerOfStored(caller, exported);
            handOver(caller, exported);
            return exported.domain().thumbprint().value();
        }
        OperatorCaller operator = authorization.requireOperator(caller);
        if (ledger.memory().isClosed()) {
            keep(exported, Optional.of(operator.approvalKey()));
            return exported.domain().thumbprint().value();
        }
        VerifiedTrust newest = newestKnown(exported);
        if (!governs(operator, newest)) {
            throw new RefusedException("D1: " + operator.name() + " is not an operator of Trust "
                    + newest.body().id() + ", the newest of the line of Domain "
                    + exported.domain().body().name() + ". One of its operators imports it.");
        }
        return taken(caller.thumbprint(), AuditAction.DOMAIN_IMPORT, exported);
    }

    /** D1: what stands under genesis are operators' own Domains, which any operator may bring back. */
    private boolean governs(OperatorCaller operator, VerifiedTrust newest) {
        return newest.body().kind() == TrustKind.GENESIS
                ? authorization.governsAny(operator)
                : operator.isIn(newest.body());
    }

    /**
     * D3: what is handed over, since the store is behind: from an operator of the line; or, if an HSM of the newest Trust that
     * is known of the line signed it, from a controller of the revision that the server has.
     */
    void handOver(EcJwk caller, String text) {
        handOver(caller, ExportedDomain.parse(text));
    }

    private void handOver(EcJwk caller, ExportedDomain exported) {
        Optional<OperatorCaller> operator =
                authorization.findOperator(caller).filter(one -> !one.isAuditor() && authorization.governsAny(one));
        if (ledger.memory().isClosed()) {
            if (operator.isEmpty()) {
                requireControllerOfStored(caller, exported);
            }
            keep(exported, operator.map(OperatorCaller::approvalKey));
            return;
        }
        if (operator.isEmpty()) {
            requireControllerOfStored(caller, exported);
        }
        VerifiedTrust newest = newestKnown(exported);
        if (operator.filter(one -> governs(one, newest)).isEmpty()) {
            requireControllerOfStored(caller, exported);
            requireSignedByNewest(exported, newest);
        }
        taken(caller.thumbprint(), AuditAction.DOMAIN_HAND_OVER, exported);
    }

    private void requireControllerOfStored(EcJwk caller, ExportedDomain exported) {
        DomainBody body = exported.domain().body();
        boolean controls = store.read(tables -> tables.domains().find(body.id()))
                .filter(there -> there.body().controller(caller.thumbprint()).isPresent())
                .isPresent();
        if (!controls) {
            throw new RefusedException("D3: this server takes Domain " + body.name()
                    + " from a controller that it knows, or from an operator of its line. Export it (kms-client export), and"
                    + " have one import it.");
        }
    }

    /** The newest Trust that is known of an exported Domain's line. */
    private VerifiedTrust newestKnown(ExportedDomain exported) {
        VerifiedTrust line = ledger.verified(exported.line());
        return store.read(tables -> tables.trusts().find(line.thumbprint())).isPresent()
                ? ledger.newest(line.thumbprint())
                : ledger.memory().newest(line.lineRoot()).orElse(line);
    }

    private static void requireSignedByNewest(ExportedDomain exported, VerifiedTrust newest) {
        Thumbprint signer = exported.domain().signature().kid();
        if (newest.body().hsms().stream()
                .noneMatch(hsm -> hsm.signing().thumbprint().equals(signer))) {
            throw new RefusedException("D3: the HSM that signed this revision is not in Trust "
                    + newest.body().id()
                    + ", the newest of the line. Export it (kms-client export), and have an operator import it.");
        }
    }

    /** Section 7: a restored server keeps what descends from what it remembers, and chooses nothing. */
    private void keep(ExportedDomain exported, Optional<Thumbprint> operator) {
        VerifiedDomain verified = hsms.any().verifyDomain(DomainInLine.of(exported));
        ledger.memory().seen(verified.body().id()).ifPresent(descent -> descent.require(verified, exported.proof()));
        ledger.memory().keepHandedOver(exported, operator);
    }

    /** D7: the server's own command takes in where nobody is known yet; closed, it keeps. */
    Domain importByHost(ExportedDomain exported) {
        if (ledger.memory().isClosed()) {
            keep(exported, Optional.of(log.server()));
        } else {
            taken(log.server(), AuditAction.DOMAIN_IMPORT, exported);
        }
        return exported.domain();
    }

    private String taken(Thumbprint who, AuditAction action, ExportedDomain exported) {
        requests.requireOpen();
        VerifiedDomain verified = hsms.any().verifyDomain(DomainInLine.of(exported));
        intake.take(
                exported,
                verified,
                tables -> log.append(
                        tables, new AuditEvent(who, action, AuditSubject.domain(exported.domain()), AuditResult.DONE)));
        requests.forgetServed(verified.body().id());
        ledger.memory().sees(verified.trust());
        return exported.domain().thumbprint().value();
    }

    private Domain make(String name, Purpose purpose, ClaimTerms claim, TrustChain line) {
        return hsms.in(line.last().body())
                .createDomain(DomainDraft.claimed(DomainId.random(random), Name.typed(name), purpose, claim, line));
    }

    private TrustChain newest(OperatorCaller operator, Thumbprint trust) {
        VerifiedTrust newest =
                authorization.requireGoverns(operator, trust, "One of its operators creates Domains under it.");
        if (!newest.thumbprint().equals(trust)) {
            throw new RefusedException(
                    "That Trust was replaced by Trust " + newest.body().id() + ". Create the Domain under that one.");
        }
        return newest.chain();
    }

    private TrustChain ownNewest(OperatorCaller operator) {
        return ledger.newestTrusts().stream()
                .filter(trust -> operator.isIn(trust.body()))
                .max(Comparator.comparingInt(trust -> trust.body().id()))
                .map(VerifiedTrust::chain)
                .orElseThrow(() -> new RefusedException("No signed Trust names " + operator.name()
                        + " yet. Before the founding Trust is signed, the server invites: kms-server invite NAME."));
    }

    static RefusedException noInvitation() {
        return new RefusedException("The invitation is unknown, used or expired. Ask whoever sent it for a new one.");
    }

    /** What is said where a Domain is not there, or not the caller's. */
    static Supplier<RefusedException> notYours(DomainId id) {
        return () ->
                new RefusedException("No Domain " + id + " names this key as a controller. Ask for an invitation.");
    }

    static RefusedException notAnyMore(Domain domain) {
        return new RefusedException("Domain " + domain.body().name()
                + " does not name this key as a controller any more. Ask its controllers, or its operators.");
    }

    Optional<DomainInLine> find(DomainId id) {
        return ledger.find(id);
    }
}
