package org.quorumkms.server.manager;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.hsm.DomainDraft;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.remote.InviteDomain;
import org.quorumkms.remote.InvitedDomain;
import org.quorumkms.remote.NewDomain;
import org.quorumkms.remote.NewOperator;
import org.quorumkms.remote.NewestDomain;
import org.quorumkms.server.ledger.CheckedStore;
import org.quorumkms.server.ledger.DomainChange;
import org.quorumkms.server.ledger.NewestViews;
import org.quorumkms.server.manager.Changes.Asked;
import org.quorumkms.server.store.DomainStore;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.VerifiedTrust;

/** What operators see of Domains, and those that they make and invite to. */
public final class DomainActions {

    /** The most Domains in one answer. */
    static final int PAGE = 500;

    private static final int MOST_CANDIDATES = 20;

    /** The most revisions in one answer: each is a document of up to a megabyte. */
    private static final int REVISIONS = 20;

    private static final int UNDER_VERSION_1 = 1_000;

    private final CheckedStore store;
    private final HsmPool hsms;
    private final Authorization authorization;
    private final Changes changes;
    private final Invitations invitations;
    private final NewestViews views;
    private final Limits limits;
    private final SecureRandom random;

    DomainActions(
            CheckedStore store,
            HsmPool hsms,
            Authorization authorization,
            Changes changes,
            Invitations invitations,
            Clock clock,
            SecureRandom random) {
        this.store = store;
        this.hsms = hsms;
        this.authorization = authorization;
        this.changes = changes;
        this.invitations = invitations;
        this.views = new NewestViews(store);
        this.limits = new Limits(clock);
        this.random = random;
    }

    /** Lists a page of all Domains. */
    public List<String> page(EcJwk caller, String after, int limit) {
        authorization.operator(Call.DOMAINS, caller);
        int size = Math.max(1, Math.min(limit, PAGE));
        return store.read(ledger -> ledger.domains().page(after, size).stream()
                .map(DomainStore.Row::document)
                .toList());
    }

    /** Lists the Domains of a name. */
    public List<String> named(EcJwk caller, String name) {
        authorization.operator(Call.DOMAINS_NAMED, caller);
        return store.read(ledger -> ledger.domains().named(name, MOST_CANDIDATES).stream()
                .map(Domain::toText)
                .toList());
    }

    /** Lists the Domains that wait to be claimed, or whose invitation ran out. */
    public List<String> unclaimed(EcJwk caller) {
        authorization.operator(Call.UNCLAIMED, caller);
        return store.read(ledger ->
                ledger.domains().unclaimed(PAGE).stream().map(Domain::toText).toList());
    }

    /** Counts the Domains that stand under Trusts of version 1 from which a Trust is reached over successor links. */
    public int underVersion1(EcJwk caller, Thumbprint newest) {
        authorization.operator(Call.DOMAINS_UNDER_VERSION_1, caller);
        VerifiedTrust line = store.lines().verified(store.read(ledger -> ledger.line(newest)));
        List<Thumbprint> version1 = line.chain().trusts().stream()
                .filter(trust -> !trust.body().isHybrid())
                .map(Trust::thumbprint)
                .filter(line::reachedFrom)
                .toList();
        return version1.stream().mapToInt(this::standing).sum();
    }

    /** How many Domains stand under a Trust, operators' own and deleted ones left out. */
    private int standing(Thumbprint trust) {
        List<Domain> all = store.read(ledger -> ledger.domains().under(trust, UNDER_VERSION_1));
        return (int) all.stream()
                .map(Domain::body)
                .filter(body -> body.state() != DomainState.DELETED)
                .filter(body -> !body.movesAtItsControllersOrder())
                .count();
    }

    /** Lists the revisions of a Domain as they were signed. */
    public List<String> revisions(EcJwk caller, DomainId id, int from, int limit) {
        authorization.operator(Call.REVISIONS, caller);
        int size = Math.max(1, Math.min(limit, REVISIONS));
        return List.copyOf(store.read(ledger -> ledger.domains().documents(id, Math.max(1, from), size)));
    }

    /** Lists the Domains of which any kept revision names a key. */
    public List<DomainId> everOf(EcJwk caller, Thumbprint key, String after) {
        authorization.operator(Call.DOMAINS_EVER_OF, caller);
        return List.copyOf(store.read(ledger -> ledger.domains().everControlledBy(key, after, PAGE)));
    }

    /** Lists the operators' Domains. */
    public List<String> operators(EcJwk caller) {
        authorization.operator(Call.OPERATORS, caller);
        return store.read(ledger -> ledger.domains().all(Purpose.OPERATOR).stream()
                .filter(domain -> !domain.body().controllers().isEmpty())
                .map(domain -> ledger.exported(domain).toText())
                .toList());
    }

    /** Returns a Domain; to an operator of no newest Trust, its own. */
    public String read(EcJwk caller, DomainId id) {
        authorization.requireMayRead(Call.DOMAIN, caller, id);
        return store.exported(id).toText();
    }

    /** Returns the newest revision of a Domain to who saw one; to an operator of no newest Trust, of its own. */
    public NewestDomain newest(EcJwk caller, SeenDomain seen, Thumbprint trust) {
        authorization.requireMayRead(Call.NEWEST, caller, seen.id());
        return views.after(seen, trust);
    }

    /** Makes a Domain under the newest Trust of its line (D1). */
    public InvitedDomain create(Request request, NewDomain wanted) {
        return made(
                new Asked(request, Call.CREATE_DOMAIN, AuditSubject.trust(wanted.trust()), "domain " + wanted),
                operator -> {
                    if (wanted.purpose() == Purpose.OPERATOR) {
                        throw new RefusedException("Operators' Domains are made by operator invite.");
                    }
                    requireControllersFit(wanted);
                    TrustChain line = newest(operator, wanted.trust());
                    return hsms.in(line.last().body())
                            .createDomain(new DomainDraft(
                                    DomainId.random(random),
                                    wanted.name(),
                                    wanted.purpose(),
                                    wanted.claim().stream().findFirst(),
                                    wanted.controllers(),
                                    "",
                                    wanted.policy(),
                                    line));
                });
    }

    private static void requireControllersFit(NewDomain wanted) {
        boolean byOrders = wanted.policy().readers() == Policy.Who.QUORUM;
        if (wanted.purpose() != Purpose.ENCRYPT && !wanted.policy().equals(Policy.OPEN)) {
            throw new RefusedException("D9: only a Domain to encrypt with has a policy.");
        }
        if (byOrders != (wanted.claim().isEmpty() && wanted.controllers().isEmpty())) {
            throw new RefusedException(
                    "D9: a Domain is claimed, or made for a known key, unless a quorum gives rights; then"
                            + " its first controller comes by an order, admit.");
        }
        if (!wanted.claim().isEmpty() && !wanted.controllers().isEmpty()) {
            throw new RefusedException("D4: a Domain is claimed or made for a known key, not both.");
        }
        wanted.controllers().forEach(known -> {
            if (!known.may().equals(Rights.all(wanted.purpose()))) {
                throw new RefusedException(
                        "D4: whom a new Domain is made for gets all rights, " + Rights.all(wanted.purpose()) + ".");
            }
        });
        wanted.claim().forEach(claim -> {
            if (!claim.may().equals(Rights.all(wanted.purpose()))) {
                throw new RefusedException(
                        "D4: who claims a new Domain gets all rights, " + Rights.all(wanted.purpose()) + ".");
            }
        });
    }

    /** Makes a further operator's Domain, under the newest Trust of the inviting operator's line (D1). */
    public InvitedDomain inviteOperator(Request request, NewOperator wanted) {
        return made(new Asked(request, Call.INVITE_OPERATOR, AuditSubject.NONE, "operator " + wanted), operator -> {
            Rights may = wanted.claim().may();
            if (!may.equals(Rights.of(Right.APPROVE)) && !may.equals(Rights.of(Right.AUDIT))) {
                throw new RefusedException(
                        "D8: an operator approves, an auditor audits: a Domain of theirs has one right.");
            }
            TrustChain line = ownNewest(operator);
            return hsms.in(line.last().body())
                    .createDomain(DomainDraft.claimed(
                            DomainId.random(random), wanted.name(), Purpose.OPERATOR, wanted.claim(), line));
        });
    }

    private InvitedDomain made(Asked asked, Function<OperatorCaller, Domain> maker) {
        return invitations.of(store.exported(changes.onceNew(asked, maker)));
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
        return store.lines().newestTrusts().stream()
                .filter(trust -> operator.isIn(trust.body()))
                .max(Comparator.comparingInt(trust -> trust.body().id()))
                .map(VerifiedTrust::chain)
                .orElseThrow(() -> new RefusedException("No signed Trust names " + operator.name()
                        + " yet. Before the founding Trust is signed, the server invites: kms-server invite NAME."));
    }

    /** Makes the invitation of an unclaimed Domain anew, or ends it (D4): any operator of the newest Trust of its line. */
    public InvitedDomain invite(Request request, InviteDomain invite) {
        DomainId id = invite.seen().id();
        changes.once(
                new Asked(
                        request,
                        Call.INVITE_DOMAIN,
                        AuditSubject.domain(invite.seen()),
                        "invite " + id + " " + invite.claim()),
                id,
                operator -> invited(operator, invite),
                (ledger, change) -> {
                    limits.requireOfOperator(ledger, change, request, false);
                    return AuditSubject.domain(change.last());
                });
        return invitations.of(store.exported(id));
    }

    private DomainChange invited(OperatorCaller operator, InviteDomain invite) {
        DomainInLine domain = store.named(invite.seen());
        authorization.requireGoverns(operator, domain.domain().body().trust(), "One of its operators invites again.");
        return DomainChange.of(
                domain.domain(),
                hsms.in(domain.line().last().body())
                        .inviteDomain(
                                domain, invite.seen(), invite.claim().stream().findFirst()));
    }
}
