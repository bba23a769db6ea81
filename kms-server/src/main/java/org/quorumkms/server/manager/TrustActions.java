package org.quorumkms.server.manager;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.hsm.ControllerRequest;
import org.quorumkms.hsm.DomainUse;
import org.quorumkms.hsm.TrustDraft;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.remote.ApproveTrust;
import org.quorumkms.remote.SignTrust;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.remote.TrustView;
import org.quorumkms.server.ledger.CheckedStore;
import org.quorumkms.server.ledger.Ledger;
import org.quorumkms.server.manager.Changes.Asked;
import org.quorumkms.server.manager.Changes.Outcome;
import org.quorumkms.server.store.Rejection;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Note;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustKind;
import org.quorumkms.trust.VerifiedTrust;

/** What operators do with Trusts: they propose, approve, end proposals, and have an HSM sign. */
public final class TrustActions {

    private static final Duration TIME_TO_APPROVE = Duration.ofDays(14);

    private final CheckedStore store;
    private final HsmPool hsms;
    private final Authorization authorization;
    private final Changes changes;
    private final Clock clock;
    private final TrustProposals proposals;

    TrustActions(CheckedStore store, HsmPool hsms, Authorization authorization, Changes changes, Clock clock) {
        this.store = store;
        this.hsms = hsms;
        this.authorization = authorization;
        this.changes = changes;
        this.clock = clock;
        this.proposals = new TrustProposals(clock);
    }

    /** Lists all Trusts; to an operator of no newest Trust, its own line and the proposals that name it (D1). */
    public List<TrustView> list(EcJwk caller) {
        OperatorCaller operator = authorization.operator(Call.TRUSTS, caller);
        boolean all = authorization.readsAll(operator);
        return store.read(ledger -> {
            Set<Thumbprint> shown = all ? Set.of() : TrustProposals.shownTo(ledger, operator);
            return ledger.trusts().all().stream()
                    .filter(trust -> all || shown.contains(trust.thumbprint()))
                    .map(trust -> proposals.view(ledger, trust))
                    .toList();
        });
    }

    /** Returns a line; to an operator of no newest Trust, one that is listed to it (D1). */
    public String operatorsLine(EcJwk caller, Thumbprint trust) {
        OperatorCaller operator = authorization.operator(Call.OPERATORS_LINE, caller);
        boolean shown = authorization.readsAll(operator)
                || store.read(ledger -> TrustProposals.shownTo(ledger, operator).contains(trust));
        if (!shown) {
            throw new RefusedException("D1: no newest Trust names " + operator.name()
                    + ": it reads its own line, and proposals that name it.");
        }
        return line(trust).toText();
    }

    /** Returns a line to a client. */
    public String clientsLine(EcJwk caller, Thumbprint trust) {
        authorization.requireNamed(caller);
        return line(trust).toText();
    }

    private TrustChain line(Thumbprint trust) {
        return store.read(ledger -> ledger.line(trust));
    }

    /** Makes an unsigned Trust. */
    public String create(Request request, TrustPlan plan) {
        return changes.once(
                new Asked(request, Call.CREATE_TRUST, AuditSubject.trust(plan.predecessor()), "create " + plan),
                operator -> hsms.any().createTrust(draft(operator, plan)),
                (ledger, operator, trust) -> {
                    proposals.requireMayBeMade(ledger, operator, trust);
                    ledger.trusts().save(trust);
                    ledger.trusts().proposed(trust.thumbprint(), operator.approvalKey());
                    return outcome(trust);
                });
    }

    private TrustDraft draft(OperatorCaller operator, TrustPlan plan) {
        requireMayFollow(operator, plan);
        return store.write(ledger -> {
            Trust predecessor = requireSigned(ledger.trust(plan.predecessor()));
            if (plan.kind() == TrustKind.SUCCESSOR || predecessor.body().kind() == TrustKind.GENESIS) {
                ledger.requireNoWayForward(predecessor);
            }
            List<String> statements =
                    plan.hsms().stream().map(ledger::statement).toList();
            List<DomainInLine> operators =
                    plan.operators().stream().map(ledger::operatorDomain).toList();
            return new TrustDraft(
                    ledger.trusts().nextId(),
                    plan.kind(),
                    ledger.line(plan.predecessor()),
                    statements,
                    operators,
                    plan.quorum(),
                    clock.instant().plus(TIME_TO_APPROVE),
                    Note.typed(plan.note()));
        });
    }

    /** D1: proposals are for operators of the newest Trust of the line, which a branch or successor follows (T6). */
    private void requireMayFollow(OperatorCaller operator, TrustPlan plan) {
        Trust predecessor = store.read(ledger -> ledger.trust(plan.predecessor()));
        if (predecessor.body().kind() == TrustKind.GENESIS) {
            return;
        }
        VerifiedTrust newest = authorization.requireGoverns(
                operator, plan.predecessor(), "One of its operators proposes what follows it.");
        if (!newest.thumbprint().equals(plan.predecessor())) {
            throw Ledger.taken(predecessor);
        }
    }

    private static Trust requireSigned(Trust trust) {
        if (trust.signers().isEmpty()) {
            throw new RefusedException(
                    "Trust " + trust.body().id() + " is not signed by an HSM yet. Sign it first: trust sign "
                            + trust.body().id() + ".");
        }
        return trust;
    }

    /** Approves a Trust with the caller's own Domain (T8). */
    public String approve(Request request, ApproveTrust approval) {
        Thumbprint thumbprint = approval.trust();
        return changes.once(
                new Asked(request, Call.APPROVE_TRUST, AuditSubject.trust(thumbprint), "approve " + thumbprint),
                operator -> approval(operator, approval),
                (ledger, operator, signature) -> {
                    Trust trust = ledger.trust(thumbprint);
                    proposals.requireOpen(ledger, trust);
                    if (!ledger.trusts().addSignature(thumbprint, signature)) {
                        throw approvedAlready(operator, trust);
                    }
                    return outcome(ledger.trust(thumbprint));
                });
    }

    private JwsSignature approval(OperatorCaller operator, ApproveTrust approval) {
        Trust trust = store.read(ledger -> {
            Trust found = ledger.trust(approval.trust());
            proposals.requireOpen(ledger, found);
            if (found.isApprovedBy(operator.approver())) {
                throw approvedAlready(operator, found);
            }
            TrustProposals.requireCounts(ledger, operator, found);
            return found;
        });
        DomainInLine own = store.named(approval.operatorDomain());
        return hsms.in(own.line().last().body())
                .approveTrust(
                        new DomainUse(own, approval.operatorDomain(), operator.caller()),
                        new ControllerRequest(operator.connection(), approval.signedRequest()),
                        trust);
    }

    private static RefusedException approvedAlready(OperatorCaller operator, Trust trust) {
        return new RefusedException(operator.name() + " has approved Trust "
                + trust.body().id() + " already; nothing was added. See trust signatures "
                + trust.body().id() + ".");
    }

    /**
     * Adds an approval that an operator made with its own key, wherever it was. One of a newest Trust brings anybody's; one who is
     * in none, only where its own would count (D1).
     */
    public String addApproval(Request request, Thumbprint thumbprint, String text) {
        return changes.once(
                new Asked(
                        request,
                        Call.ADD_TRUST_APPROVAL,
                        AuditSubject.trust(thumbprint),
                        "add approval " + thumbprint + " " + Bytes.utf8(text).thumbprint()),
                operator -> new Brought(JwsSignature.parse(text), authorization.governsAny(operator)),
                (ledger, operator, brought) -> {
                    Trust trust = ledger.trust(thumbprint);
                    JwsSignature approval = brought.approval();
                    if (!brought.byGovernor()) {
                        TrustProposals.requireCounts(ledger, operator, trust);
                    }
                    proposals.requireOpen(ledger, trust);
                    if (approval.type() != DocumentType.TRUST_APPROVAL
                            || !trust.counts(approval, ledger.predecessor(trust))) {
                        throw new VerificationException("T2: that is not a valid approval of Trust "
                                + trust.body().id() + " by one of its operators, or of its predecessor's.");
                    }
                    if (!ledger.trusts().addSignature(thumbprint, approval)) {
                        throw new RefusedException("Trust " + trust.body().id() + " has the approval of key "
                                + approval.kid().abbreviated() + " already; nothing was added.");
                    }
                    return outcome(ledger.trust(thumbprint));
                });
    }

    private record Brought(JwsSignature approval, boolean byGovernor) {}

    /**
     * Ends a proposal as far as the caller's word goes (T3): its proposer withdraws it, an operator of it or of its predecessor
     * rejects it. It is the store's word.
     */
    public TrustView end(Request request, Thumbprint thumbprint, boolean withdraw, String why) {
        changes.once(
                new Asked(
                        request, Call.END_TRUST, AuditSubject.trust(thumbprint), "end " + thumbprint + " " + withdraw),
                operator -> Note.typed(why),
                (ledger, operator, note) -> {
                    Trust trust = ledger.trust(thumbprint);
                    proposals.requireOpen(ledger, trust);
                    if (withdraw) {
                        TrustProposals.requireProposer(
                                operator,
                                ledger.trusts().proposal(thumbprint).proposer().orElse(thumbprint),
                                "Trust " + trust.body().id());
                        ledger.trusts().withdraw(thumbprint, why);
                    } else {
                        TrustProposals.requireCounts(ledger, operator, trust);
                        ledger.trusts().reject(thumbprint, new Rejection(operator.approvalKey(), why));
                    }
                    return outcome(trust);
                });
        return store.read(ledger -> proposals.view(ledger, ledger.trust(thumbprint)));
    }

    /** Has an HSM sign a Trust (T3). */
    public String sign(Request request, SignTrust wanted) {
        Thumbprint thumbprint = wanted.trust();
        String answer = changes.once(
                new Asked(
                        request,
                        Call.SIGN_TRUST,
                        AuditSubject.trust(thumbprint),
                        "sign " + thumbprint + " " + wanted.hsms()),
                operator -> signed(operator, wanted),
                (ledger, operator, signed) -> {
                    ledger.trusts().save(signed);
                    ledger.takeWayForward(signed);
                    return outcome(ledger.trust(thumbprint));
                });
        store.lines().proof(line(thumbprint)).ifPresent(store.memory()::sees);
        return answer;
    }

    private Trust signed(OperatorCaller operator, SignTrust wanted) {
        TrustChain line = store.read(ledger -> {
            TrustChain found = ledger.line(wanted.trust());
            TrustProposals.requireCounts(ledger, operator, found.last());
            ledger.requireWayForwardIsFree(found.last());
            return found;
        });
        Trust trust = line.last();
        if (trust.predecessor().isEmpty()) {
            throw new RefusedException("Genesis is signed since the beginning. Name another Trust.");
        }
        List<Trust> all = line.trusts();
        TrustChain predecessor = new TrustChain(all.subList(0, all.size() - 1));
        return hsms.signer(trust, predecessor.last().body(), wanted.hsms()).signTrust(trust, predecessor);
    }

    private static Outcome outcome(Trust trust) {
        return new Outcome(trust.toText(), AuditSubject.trust(trust.thumbprint()));
    }
}
