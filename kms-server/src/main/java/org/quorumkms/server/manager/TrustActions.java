package org.quorumkms.server.manager;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.hsm.ControllerRequest;
import org.quorumkms.hsm.DomainUse;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.hsm.TrustDraft;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.remote.ApproveTrust;
import org.quorumkms.remote.RequestId;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.remote.TrustView;
import org.quorumkms.server.manager.Requests.Asked;
import org.quorumkms.server.store.HsmStore;
import org.quorumkms.server.store.Rejection;
import org.quorumkms.server.store.Store;
import org.quorumkms.server.store.TrustStore;
import org.quorumkms.signed.Note;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustKind;
import org.quorumkms.trust.TrustVerifier;
import org.quorumkms.trust.VerifiedTrust;

/** What operators do with Trusts. */
final class TrustActions {

    private static final Duration TIME_TO_APPROVE = Duration.ofDays(14);

    private static final int MOST_OPEN = 16;

    private final Store store;
    private final Ledger ledger;
    private final HsmPool hsms;
    private final Authorization authorization;
    private final Requests requests;
    private final Clock clock;

    TrustActions(
            Store store, Ledger ledger, HsmPool hsms, Authorization authorization, Requests requests, Clock clock) {
        this.store = store;
        this.ledger = ledger;
        this.hsms = hsms;
        this.authorization = authorization;
        this.requests = requests;
        this.clock = clock;
    }

    /** Lists all Trusts; to an operator of no newest Trust, its own line and the proposals that name it (D1). */
    List<TrustView> list(OperatorCaller operator, boolean all) {
        return store.read(tables -> {
            List<Trust> trusts = tables.trusts().all();
            Set<Thumbprint> shown = all ? Set.of() : ownLines(tables, trusts, operator);
            return trusts.stream()
                    .filter(trust -> all || shown.contains(trust.thumbprint()))
                    .map(trust -> view(tables, trust))
                    .toList();
        });
    }

    /** D1: one who is in no newest Trust reads its own line, and the proposals that name it. */
    void requireShown(OperatorCaller operator, Thumbprint trust) {
        boolean shown = store.read(
                tables -> ownLines(tables, tables.trusts().all(), operator).contains(trust));
        if (!shown) {
            throw new RefusedException("D1: no newest Trust names " + operator.name()
                    + ": it reads its own line, and proposals that name it.");
        }
    }

    private static Set<Thumbprint> ownLines(Store.Tables tables, List<Trust> all, OperatorCaller operator) {
        Set<Thumbprint> shown = new HashSet<>();
        Thumbprint own = operator.domain().trust().thumbprint();
        for (Trust trust : all) {
            if (operator.isIn(trust.body()) || trust.thumbprint().equals(own)) {
                tables.trusts()
                        .line(trust.thumbprint())
                        .ifPresent(line -> line.trusts().forEach(one -> shown.add(one.thumbprint())));
            }
        }
        // What followed its own Trust, so that it sees that it was removed.
        Optional<Thumbprint> next = Optional.of(own);
        for (int i = 0; i < TrustChain.MAX_LENGTH && next.isPresent(); i++) {
            shown.add(next.get());
            next = tables.trusts().wayForward(next.get());
        }
        return shown;
    }

    private TrustView view(Store.Tables tables, Trust trust) {
        TrustStore.Proposal proposal = tables.trusts().proposal(trust.thumbprint());
        return new TrustView(
                trust.toText(),
                proposal.proposer().map(Thumbprint::value).orElse(""),
                proposal.rejections().stream()
                        .limit(TrustView.MOST_REJECTIONS)
                        .map(one -> TrustView.Rejection.shown(one.operator(), one.why()))
                        .toList(),
                ended(tables, trust, proposal));
    }

    /** T3: why a proposal is not to be signed any more; empty: it is open, or signed. */
    private String ended(Store.Tables tables, Trust trust, TrustStore.Proposal proposal) {
        if (trust.body().kind() == TrustKind.GENESIS || !trust.signers().isEmpty()) {
            return "";
        }
        Optional<Thumbprint> way = trust.predecessor().flatMap(tables.trusts()::wayForward);
        boolean replaced = way.isPresent() && !way.get().equals(trust.thumbprint());
        if (replaced && takesTheWay(tables, trust)) {
            return "its predecessor has its successor";
        }
        if (replaced && trust.body().kind() == TrustKind.BRANCH && !isGenesis(tables, trust)) {
            return "its predecessor was replaced";
        }
        if (clock.instant().isAfter(trust.body().approveBy())) {
            return "its time to approve ended";
        }
        if (proposal.withdrawn().isPresent() && !isApproved(tables, trust)) {
            return "withdrawn by its proposer"
                    + proposal.withdrawn()
                            .filter(why -> !why.isEmpty())
                            .map(why -> ": " + why)
                            .orElse("");
        }
        return isRejected(tables, trust, proposal) ? "rejected: a quorum cannot be reached any more" : "";
    }

    private static boolean isGenesis(Store.Tables tables, Trust trust) {
        return before(tables, trust)
                .filter(one -> one.kind() == TrustKind.GENESIS)
                .isPresent();
    }

    private static boolean isApproved(Store.Tables tables, Trust trust) {
        return trust.approvals().reached()
                && before(tables, trust)
                        .filter(one -> one.kind() == TrustKind.GENESIS
                                || trust.approvalsUnder(one).reached())
                        .isPresent();
    }

    private static boolean isRejected(Store.Tables tables, Trust trust, TrustStore.Proposal proposal) {
        return OrderActions.isRejected(trust.approvals(), proposal.rejections())
                || before(tables, trust)
                        .filter(one -> one.kind() != TrustKind.GENESIS)
                        .filter(one -> OrderActions.isRejected(trust.approvalsUnder(one), proposal.rejections()))
                        .isPresent();
    }

    /** T3: its proposer withdraws a proposal, an operator of it or of its predecessor rejects it: the store's word. */
    TrustView end(EcJwk caller, RequestId request, Thumbprint thumbprint, boolean withdraw, String why) {
        OperatorCaller operator = authorization.requireEnrolled(caller);
        Note.typed(why);
        requests.once(
                new Asked(operator.caller(), request, AuditAction.TRUST_END, "end " + thumbprint + " " + withdraw),
                () -> operator,
                (tables, ending) -> {
                    Trust trust = require(tables, thumbprint);
                    requireOpen(tables, trust);
                    if (withdraw) {
                        OrderActions.requireProposer(
                                operator,
                                tables.trusts().proposal(thumbprint).proposer().orElse(thumbprint),
                                "Trust " + trust.body().id());
                        tables.trusts().withdraw(thumbprint, why);
                    } else {
                        requireCounts(operator, tables, trust);
                        tables.trusts().reject(thumbprint, new Rejection(operator.approvalKey(), why));
                    }
                    return outcome(trust);
                });
        return store.read(tables -> view(tables, require(tables, thumbprint)));
    }

    private void requireOpen(Store.Tables tables, Trust trust) {
        requireUnsigned(trust);
        String ended = ended(tables, trust, tables.trusts().proposal(trust.thumbprint()));
        if (!ended.isEmpty()) {
            throw new RefusedException(
                    "T3: Trust " + trust.body().id() + " ended: " + ended + ". Make a new one with trust create.");
        }
    }

    private static void requireCounts(OperatorCaller operator, Store.Tables tables, Trust trust) {
        boolean counts = operator.isIn(trust.body())
                || before(tables, trust).filter(one -> operator.isIn(one)).isPresent();
        if (!counts) {
            throw new RefusedException(operator.name() + " is an operator neither of Trust "
                    + trust.body().id() + " nor of its predecessor: its word would not count.");
        }
    }

    TrustChain line(Thumbprint trust) {
        return store.read(tables -> line(tables, trust));
    }

    String create(EcJwk caller, RequestId request, TrustPlan plan) {
        OperatorCaller operator = authorization.requireOperator(caller);
        return requests.once(
                new Asked(operator.caller(), request, AuditAction.TRUST_CREATE, "create " + plan),
                () -> hsms.any().createTrust(draft(operator, plan)),
                (tables, trust) -> {
                    requireSomeChange(tables, trust);
                    requireFew(tables, operator);
                    tables.trusts().save(trust);
                    tables.trusts().proposed(trust.thumbprint(), operator.approvalKey());
                    return outcome(trust);
                });
    }

    /** T3: what changes nothing, or was made at another time than now, is no proposal. */
    private void requireSomeChange(Store.Tables tables, Trust trust) {
        TrustBody body = trust.body();
        TrustBody before = before(tables, trust).orElseThrow();
        Set<Thumbprint> hsmsBefore =
                before.hsms().stream().map(HsmKeys::fingerprint).collect(Collectors.toSet());
        Set<Thumbprint> hsmsAfter =
                body.hsms().stream().map(HsmKeys::fingerprint).collect(Collectors.toSet());
        Set<Thumbprint> operatorsBefore =
                before.operators().stream().map(OperatorKey::thumbprint).collect(Collectors.toSet());
        Set<Thumbprint> operatorsAfter =
                body.operators().stream().map(OperatorKey::thumbprint).collect(Collectors.toSet());
        if (body.kind() == TrustKind.SUCCESSOR
                && body.quorum() == before.quorum()
                && hsmsBefore.equals(hsmsAfter)
                && operatorsBefore.equals(operatorsAfter)) {
            throw new RefusedException("T3: that successor would change nothing: the same HSMs, operators and quorum.");
        }
        Duration off = Duration.between(body.created(), clock.instant()).abs();
        if (off.compareTo(TrustVerifier.CLOCKS_DIFFER) > 0) {
            throw new RefusedException(
                    "T3: the clocks of this server and its HSM differ by " + off.toMinutes() + " minutes. Set them.");
        }
    }

    private void requireFew(Store.Tables tables, OperatorCaller operator) {
        long open = tables.trusts().all().stream()
                .filter(trust -> trust.body().kind() != TrustKind.GENESIS
                        && trust.signers().isEmpty())
                .filter(trust -> {
                    TrustStore.Proposal proposal = tables.trusts().proposal(trust.thumbprint());
                    return proposal.proposer().equals(Optional.of(operator.approvalKey()))
                            && ended(tables, trust, proposal).isEmpty();
                })
                .count();
        if (open >= MOST_OPEN) {
            throw new RefusedException("T3: " + operator.name() + " has " + open
                    + " open proposals, the most there is. Withdraw one: trust withdraw ID.");
        }
    }

    String approve(EcJwk caller, RequestId request, ApproveTrust approval) {
        OperatorCaller operator = authorization.requireEnrolled(caller);
        return requests.once(
                new Asked(operator.caller(), request, AuditAction.TRUST_APPROVE, "approve " + approval.trust()),
                () -> approval(operator, approval),
                (tables, signature) -> {
                    requireOpen(tables, require(tables, approval.trust()));
                    if (!tables.trusts().addSignature(approval.trust(), signature)) {
                        throw approvedAlready(operator, require(tables, approval.trust()));
                    }
                    return outcome(require(tables, approval.trust()));
                });
    }

    /** Adds an approval that an operator made with its own key, wherever it was. */
    String addApproval(EcJwk caller, RequestId request, Thumbprint thumbprint, String text) {
        OperatorCaller operator = authorization.requireEnrolled(caller);
        JwsSignature approval = JwsSignature.parse(text);
        return requests.once(
                new Asked(
                        operator.caller(),
                        request,
                        AuditAction.TRUST_APPROVE,
                        "add approval " + thumbprint + " " + approval.kid()),
                () -> {
                    requireMayBring(operator, thumbprint);
                    return approval;
                },
                (tables, signature) -> {
                    Trust trust = require(tables, thumbprint);
                    requireOpen(tables, trust);
                    if (signature.type() != DocumentType.TRUST_APPROVAL
                            || !trust.counts(signature, before(tables, trust))) {
                        throw new VerificationException("T2: that is not a valid approval of Trust "
                                + trust.body().id() + " by one of its operators, or of its predecessor's.");
                    }
                    if (!tables.trusts().addSignature(thumbprint, signature)) {
                        throw new RefusedException("Trust " + trust.body().id() + " has the approval of key "
                                + signature.kid().abbreviated() + " already; nothing was added.");
                    }
                    return outcome(require(tables, thumbprint));
                });
    }

    /** D1: an operator in force brings anybody's approval, one who is not only where its own would count. */
    private void requireMayBring(OperatorCaller operator, Thumbprint thumbprint) {
        if (!authorization.governsAny(operator)) {
            store.read(tables -> {
                requireCounts(operator, tables, require(tables, thumbprint));
                return thumbprint;
            });
        }
    }

    private static Optional<TrustBody> before(Store.Tables tables, Trust trust) {
        return trust.predecessor().flatMap(tables.trusts()::find).map(Trust::body);
    }

    String sign(EcJwk caller, RequestId request, Thumbprint thumbprint, List<Thumbprint> asked) {
        OperatorCaller operator = authorization.requireEnrolled(caller);
        String answer = requests.once(
                new Asked(operator.caller(), request, AuditAction.TRUST_SIGN, "sign " + thumbprint + " " + asked),
                () -> signed(operator, thumbprint, asked),
                (tables, signed) -> {
                    requireWayForward(tables, signed);
                    tables.trusts().save(signed);
                    return outcome(require(tables, thumbprint));
                });
        ledger.proof(line(thumbprint)).ifPresent(ledger.memory()::sees);
        return answer;
    }

    private static Requests.Outcome outcome(Trust trust) {
        return new Requests.Outcome(trust.toText(), AuditSubject.trust(trust.thumbprint()));
    }

    private TrustDraft draft(OperatorCaller operator, TrustPlan plan) {
        requireMayFollow(operator, plan);
        Draft draft = store.read(tables -> {
            Trust predecessor = require(tables, plan.predecessor());
            requireSigned(predecessor);
            if (plan.kind() == TrustKind.SUCCESSOR || predecessor.body().kind() == TrustKind.GENESIS) {
                requireNoWayForward(tables, predecessor);
            }
            return new Draft(
                    line(tables, plan.predecessor()),
                    plan.hsms().stream().map(hsm -> statement(tables, hsm)).toList(),
                    plan.operators().stream()
                            .map(key -> operatorDomain(tables, key))
                            .toList());
        });
        int id = store.write(tables -> tables.trusts().nextId());
        return new TrustDraft(
                id,
                plan.kind(),
                draft.line(),
                draft.statements(),
                draft.operators(),
                plan.quorum(),
                clock.instant().plus(TIME_TO_APPROVE),
                Note.typed(plan.note()));
    }

    /** D1: proposals are for operators of the newest Trust of the line, which a branch or successor follows (T6). */
    private void requireMayFollow(OperatorCaller operator, TrustPlan plan) {
        if (store.read(tables -> require(tables, plan.predecessor())).body().kind() == TrustKind.GENESIS) {
            return;
        }
        VerifiedTrust newest = authorization.requireGoverns(
                operator, plan.predecessor(), "One of its operators proposes what follows it.");
        if (!newest.thumbprint().equals(plan.predecessor())) {
            throw taken(store.read(tables -> require(tables, plan.predecessor())));
        }
    }

    private record Draft(TrustChain line, List<String> statements, List<DomainInLine> operators) {}

    private JwsSignature approval(OperatorCaller operator, ApproveTrust approval) {
        Trust trust = store.read(tables -> {
            Trust found = require(tables, approval.trust());
            requireOpen(tables, found);
            return found;
        });
        if (trust.isApprovedBy(operator.approver())) {
            throw approvedAlready(operator, trust);
        }
        store.read(tables -> {
            requireCounts(operator, tables, trust);
            return trust;
        });
        DomainInLine own = ledger.named(approval.operatorDomain());
        return hsms.in(own.line().last().body())
                .approveTrust(
                        new DomainUse(own, approval.operatorDomain(), operator.caller()),
                        new ControllerRequest(operator.connection(), approval.signedRequest()),
                        trust);
    }

    private Trust signed(OperatorCaller operator, Thumbprint thumbprint, List<Thumbprint> asked) {
        TrustChain line = line(thumbprint);
        Trust trust = line.last();
        store.read(tables -> {
            requireCounts(operator, tables, trust);
            return trust;
        });
        Thumbprint before = trust.predecessor()
                .orElseThrow(() -> new RefusedException("Genesis is signed since the beginning. Name another Trust."));
        TrustChain predecessor = line(before);
        store.read(tables -> {
            requireWayForwardIsFree(tables, trust);
            return trust;
        });
        Hsm hsm = hsms.signer(trust, predecessor.last().body(), asked);
        return hsm.signTrust(trust, predecessor);
    }

    private static RefusedException approvedAlready(OperatorCaller operator, Trust trust) {
        return new RefusedException(operator.name() + " has approved Trust "
                + trust.body().id() + " already; nothing was added. See trust signatures "
                + trust.body().id() + ".");
    }

    /** T6: genesis has one branch, a line has one way forward. Kept by the store's constraint. */
    private static void requireWayForward(Store.Tables tables, Trust signed) {
        if (takesTheWay(tables, signed)) {
            tables.trusts().save(signed);
            Thumbprint before = signed.predecessor().orElseThrow();
            if (!tables.trusts().goForward(before, signed.thumbprint())) {
                throw taken(require(tables, before));
            }
        }
    }

    private static void requireWayForwardIsFree(Store.Tables tables, Trust trust) {
        if (takesTheWay(tables, trust)) {
            Thumbprint before = trust.predecessor().orElseThrow();
            Optional<Thumbprint> taken = tables.trusts().wayForward(before);
            if (taken.isPresent() && !taken.get().equals(trust.thumbprint())) {
                throw taken(require(tables, before));
            }
        }
    }

    private static void requireNoWayForward(Store.Tables tables, Trust predecessor) {
        if (tables.trusts().wayForward(predecessor.thumbprint()).isPresent()) {
            throw taken(predecessor);
        }
    }

    /** Has the ways forward lead along a line, wherever they led before: by hand, after a disaster (T6). */
    static void turnAlong(Store.Tables tables, List<Trust> line) {
        for (int i = 1; i < line.size(); i++) {
            Thumbprint before = line.get(i - 1).thumbprint();
            Thumbprint next = line.get(i).thumbprint();
            if (takesTheWay(tables, line.get(i)) && !tables.trusts().goForward(before, next)) {
                tables.trusts().turn(before, next);
            }
        }
    }

    /** A successor, and the founding branch. Other branches may be many. */
    static boolean takesTheWay(Store.Tables tables, Trust trust) {
        return trust.body().kind() == TrustKind.SUCCESSOR
                || trust.predecessor()
                        .flatMap(before -> tables.trusts().find(before))
                        .map(before -> before.body().kind() == TrustKind.GENESIS)
                        .orElse(false);
    }

    static RefusedException taken(Trust predecessor) {
        return predecessor.body().kind() == TrustKind.GENESIS
                ? new RefusedException("T6: genesis has its one founding branch already. Use --after or --branch-of"
                        + " with a Trust of its line (trust list --signed).")
                : new RefusedException("T6: Trust " + predecessor.body().id()
                        + " has a signed successor already; a line has one way forward. Follow that one with --after.");
    }

    static Trust require(Store.Tables tables, Thumbprint trust) {
        return tables.trusts()
                .find(trust)
                .orElseThrow(() -> new RefusedException(
                        "This server knows no Trust " + trust.abbreviated() + ". See trust list."));
    }

    static void requireSigned(Trust trust) {
        if (trust.signers().isEmpty()) {
            throw new RefusedException(
                    "Trust " + trust.body().id() + " is not signed by an HSM yet. Sign it first: trust sign "
                            + trust.body().id() + ".");
        }
    }

    private static void requireUnsigned(Trust trust) {
        if (!trust.signers().isEmpty()) {
            throw new RefusedException("Trust " + trust.body().id() + " is signed already; approving it adds nothing.");
        }
    }

    static TrustChain line(Store.Tables tables, Thumbprint trust) {
        require(tables, trust);
        return tables.trusts()
                .line(trust)
                .orElseThrow(() -> new VerificationException(
                        "T5: the store lacks a predecessor of Trust " + trust.abbreviated() + "."));
    }

    private static String statement(Store.Tables tables, Thumbprint fingerprint) {
        return tables.hsms()
                .find(fingerprint)
                .map(HsmStore.Row::statement)
                .orElseThrow(() -> new RefusedException(
                        "This server knows no HSM " + fingerprint.abbreviated() + ". See hsm list."));
    }

    private static DomainInLine operatorDomain(Store.Tables tables, Thumbprint key) {
        Domain domain = tables.domains().all(Purpose.OPERATOR).stream()
                .filter(one -> one.body().publicKeys().stream()
                        .anyMatch(jwk -> jwk.thumbprint().equals(key)))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        "This server knows no operator " + key.abbreviated() + ". See operator list."));
        return new DomainInLine(domain, line(tables, domain.body().trust()));
    }
}
