package org.quorumkms.server.manager;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.hsm.DomainDraft;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.remote.ClaimRequest;
import org.quorumkms.remote.NewDomain;
import org.quorumkms.remote.NewOperator;
import org.quorumkms.remote.RequestId;
import org.quorumkms.server.audit.AuditLog;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Name;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;

/** What operators do with Domains, and their claim. */
final class DomainActions {

    /** The most Domains in one answer. */
    static final int PAGE = 500;

    private static final int MOST_CANDIDATES = 20;

    private final Store store;
    private final HsmPool hsms;
    private final Authorization authorization;
    private final Requests requests;
    private final AuditLog log;
    private final Clock clock;
    private final SecureRandom random;

    DomainActions(
            Store store,
            HsmPool hsms,
            Authorization authorization,
            Requests requests,
            AuditLog log,
            Clock clock,
            SecureRandom random) {
        this.store = store;
        this.hsms = hsms;
        this.authorization = authorization;
        this.requests = requests;
        this.log = log;
        this.clock = clock;
        this.random = random;
    }

    List<String> page(Optional<DomainId> after, int limit) {
        int size = Math.max(1, Math.min(limit, PAGE));
        return store.read(tables ->
                tables.domains().page(after, size).stream().map(Domain::toText).toList());
    }

    List<String> named(String name) {
        return store.read(tables -> tables.domains().named(name, MOST_CANDIDATES).stream()
                .map(Domain::toText)
                .toList());
    }

    List<String> operators() {
        return store.read(tables -> tables.domains().all(Purpose.OPERATOR).stream()
                .filter(domain -> domain.body().claim().isEmpty())
                .map(domain -> exported(tables, domain).toText())
                .toList());
    }

    Optional<ExportedDomain> find(DomainId id) {
        return find(store, id);
    }

    static Optional<ExportedDomain> find(Store store, DomainId id) {
        return store.read(tables -> tables.domains().find(id).map(domain -> exported(tables, domain)));
    }

    ExportedDomain exported(DomainId id) {
        return find(id).orElseThrow(DomainChangeActions.Refusals.unknownDomain(id));
    }

    /** D1: at the request of an operator of the Trust, under the newest Trust of its line. */
    String create(EcJwk caller, RequestId request, NewDomain wanted) {
        OperatorCaller operator = authorization.requireOperator(caller);
        if (wanted.purpose() == Purpose.OPERATOR) {
            throw new RefusedException("Operators' Domains are made by operator invite.");
        }
        return requests.once(
                operator.caller(),
                request,
                AuditAction.DOMAIN_CREATE,
                "domain " + wanted,
                () -> {
                    TrustChain line = newest(wanted.trust());
                    if (!operator.isIn(line.last().body())) {
                        throw new RefusedException(operator.name() + " is not an operator of Trust "
                                + line.last().body().id() + ". One of its operators creates Domains under it.");
                    }
                    return make(wanted.name(), wanted.purpose(), wanted.claim(), line);
                },
                this::insert);
    }

    /** D1: a further operator's Domain, under the newest Trust of the inviting operator's line. */
    String inviteOperator(EcJwk caller, RequestId request, NewOperator wanted) {
        OperatorCaller operator = authorization.requireOperator(caller);
        return requests.once(
                operator.caller(),
                request,
                AuditAction.OPERATOR_INVITE,
                "operator " + wanted,
                () -> make(wanted.name(), Purpose.OPERATOR, wanted.claim(), ownNewest(operator)),
                this::insert);
    }

    /** D1: an operator's Domain under genesis, while no Trust has operators: the first start, and lost invitations. */
    String inviteFirst(String name, ClaimTerms claim, Thumbprint genesis) {
        TrustChain line = store.read(tables -> {
            if (tables.trusts().wayForward(genesis).isPresent()) {
                throw new RefusedException("A Trust has operators already, so they invite further ones:"
                        + " kms-operator operator invite " + name + ".");
            }
            return tables.trusts().line(genesis).orElseThrow();
        });
        Domain made = make(name, Purpose.OPERATOR, claim, line);
        return store.write(tables -> {
            for (Domain other : tables.domains().all(Purpose.OPERATOR)) {
                if (other.body().name().equals(name)) {
                    forget(tables, other);
                }
            }
            Requests.Outcome outcome = insert(tables, made);
            log.append(tables, log.own(AuditAction.OPERATOR_INVITE, outcome.subject()));
            return outcome.answer();
        });
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

    /** D4: whoever has the one-time secret becomes the controller. */
    String claim(EcJwk caller, RequestId request, ClaimRequest claim) {
        try (SecretBytes secret = claim.secret().take()) {
            String what =
                    "claim " + claim.domain() + " " + claim.trust() + " " + Thumbprint.ofContent(secret.exposed());
            return requests.once(
                    caller.thumbprint(),
                    request,
                    AuditAction.DOMAIN_CLAIM,
                    what,
                    () -> claimed(caller, claim, secret),
                    (tables, change) -> {
                        if (!tables.domains().replace(change.before(), change.after())) {
                            throw noInvitation();
                        }
                        tables.domains().keyedSince(change.after().body().id(), clock.instant());
                        return outcome(tables, change.after());
                    });
        }
    }

    private record Change(Domain before, Domain after) {}

    private Change claimed(EcJwk caller, ClaimRequest claim, SecretBytes secret) {
        ExportedDomain unclaimed = store.read(tables -> tables.domains()
                .find(claim.domain())
                .filter(domain -> domain.body().claim().isPresent())
                .map(domain -> exported(tables, domain))
                .orElseThrow(DomainActions::noInvitation));
        boolean second = unclaimed.domain().body().purpose() == Purpose.OPERATOR
                && authorization.findOperator(caller).isPresent();
        Domain after = hsms.in(unclaimed.line().last().body())
                .claimDomain(unclaimed, claim.trust(), secret, caller.thumbprint(), claim.ownKey());
        if (second) {
            throw new RefusedException(
                    "This home's key is an operator already. Enrol a second operator with another --home.");
        }
        return new Change(unclaimed.domain(), after);
    }

    /** D7: takes an exported Domain back in, with the Trusts of its line. */
    String importDomain(EcJwk caller, RequestId request, String text) {
        ExportedDomain imported = ExportedDomain.parse(text);
        boolean own = imported.domain().body().purpose() == Purpose.OPERATOR
                && imported.domain().body().controllers().contains(caller.thumbprint());
        if (!own) {
            authorization.requireOperator(caller);
        }
        hsms.any().verifyDomain(imported);
        return requests.once(
                caller.thumbprint(),
                request,
                AuditAction.DOMAIN_IMPORT,
                "import " + imported.domain().thumbprint(),
                () -> imported,
                (tables, domain) -> new Requests.Outcome(
                        new DomainImport().run(tables, domain), AuditSubject.domain(domain.domain())));
    }

    private Domain make(String name, Purpose purpose, ClaimTerms claim, TrustChain line) {
        return hsms.in(line.last().body())
                .createDomain(new DomainDraft(DomainId.random(random), Name.typed(name), purpose, claim, line));
    }

    private Requests.Outcome insert(Store.Tables tables, Domain made) {
        if (!tables.domains().insert(made)) {
            throw new IllegalStateException("a fresh id should be free");
        }
        return outcome(tables, made);
    }

    static Requests.Outcome outcome(Store.Tables tables, Domain domain) {
        return new Requests.Outcome(exported(tables, domain).toText(), AuditSubject.domain(domain));
    }

    private TrustChain newest(Thumbprint thumbprint) {
        return store.read(tables -> {
            Trust trust = TrustActions.require(tables, thumbprint);
            TrustActions.requireSigned(trust);
            Optional<Thumbprint> next = tables.trusts().wayForward(thumbprint);
            if (next.isPresent() && !trust.body().operators().isEmpty()) {
                throw new RefusedException("Trust " + trust.body().id() + " was replaced by Trust "
                        + TrustActions.require(tables, next.get()).body().id() + ". Create the Domain under that one.");
            }
            return tables.trusts().line(thumbprint).orElseThrow();
        });
    }

    private TrustChain ownNewest(OperatorCaller operator) {
        return store.read(tables -> tables.trusts().all().stream()
                .filter(trust -> operator.isIn(trust.body()))
                .filter(trust -> !trust.signers().isEmpty())
                .filter(trust -> tables.trusts().wayForward(trust.thumbprint()).isEmpty())
                .max(Comparator.comparingInt(trust -> trust.body().id()))
                .flatMap(trust -> tables.trusts().line(trust.thumbprint()))
                .orElseThrow(() -> new RefusedException("No signed Trust names " + operator.name()
                        + " yet. Before the founding Trust is signed, the server invites: kms-server invite NAME.")));
    }

    static ExportedDomain exported(Store.Tables tables, Domain domain) {
        return new ExportedDomain(
                domain,
                tables.trusts()
                        .line(domain.body().trust())
                        .orElseThrow(
                                () -> new VerificationException("T5: the store lacks the line of the Trust of Domain "
                                        + domain.body().name() + ".")));
    }

    private static RefusedException noInvitation() {
        return new RefusedException("The invitation is unknown, used or expired. Ask whoever sent it for a new one.");
    }
}
