package org.quorumkms.server.manager;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.quorum.Approvals;
import org.quorumkms.remote.TrustView;
import org.quorumkms.server.ledger.Ledger;
import org.quorumkms.server.store.Rejection;
import org.quorumkms.server.store.TrustStore;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.TrustKind;
import org.quorumkms.trust.TrustVerifier;

/**
 * How it stands with proposed Trusts (T3): open, ended and why, and what may be proposed at all.
 *
 * @param clock the time
 */
record TrustProposals(Clock clock) {

    private static final int MOST_OPEN = 16;

    /** Returns a Trust as operators see it. */
    TrustView view(Ledger ledger, Trust trust) {
        TrustStore.Proposal proposal = ledger.trusts().proposal(trust.thumbprint());
        return new TrustView(
                trust.toText(),
                proposal.proposer().map(Thumbprint::value).orElse(""),
                shown(proposal.rejections()),
                ended(ledger, trust, proposal).orElse(""));
    }

    /** Returns operators' words against a proposal, or an order, as many and as long as they are shown. */
    static List<TrustView.Rejection> shown(List<Rejection> rejections) {
        return rejections.stream()
                .limit(TrustView.MOST_REJECTIONS)
                .map(one -> TrustView.Rejection.shown(one.operator(), one.why()))
                .toList();
    }

    /** Returns the Trusts that one who is in no newest Trust may see: of its own line, what followed, and what names it (D1). */
    static Set<Thumbprint> shownTo(Ledger ledger, OperatorCaller operator) {
        Thumbprint own = operator.domain().trust().thumbprint();
        Set<Thumbprint> shown = new HashSet<>(ledger.wayFrom(own));
        ledger.trusts().all().stream()
                .filter(trust ->
                        operator.isIn(trust.body()) || trust.thumbprint().equals(own))
                .map(trust -> ledger.trusts().line(trust.thumbprint()))
                .flatMap(Optional::stream)
                .forEach(line -> line.trusts().forEach(one -> shown.add(one.thumbprint())));
        return shown;
    }

    /** Returns why a proposal is not to be signed any more; none: it is open, or signed. */
    private Optional<String> ended(Ledger ledger, Trust trust, TrustStore.Proposal proposal) {
        if (trust.body().kind() == TrustKind.GENESIS || !trust.signers().isEmpty()) {
            return Optional.empty();
        }
        Optional<Thumbprint> way = trust.predecessor().flatMap(ledger.trusts()::wayForward);
        boolean replaced = way.isPresent() && !way.get().equals(trust.thumbprint());
        if (replaced && ledger.takesTheWay(trust)) {
            return Optional.of("its predecessor has its successor");
        }
        if (replaced && trust.body().kind() == TrustKind.BRANCH && !ledger.followsGenesis(trust)) {
            return Optional.of("its predecessor was replaced");
        }
        if (clock.instant().isAfter(trust.body().approveBy())) {
            return Optional.of("its time to approve ended");
        }
        if (proposal.withdrawn().isPresent() && !isApproved(ledger, trust)) {
            return Optional.of("withdrawn by its proposer"
                    + proposal.withdrawn()
                            .filter(why -> !why.isEmpty())
                            .map(why -> ": " + why)
                            .orElse(""));
        }
        return isRejected(ledger, trust, proposal.rejections())
                ? Optional.of("rejected: a quorum cannot be reached any more")
                : Optional.empty();
    }

    private static boolean isApproved(Ledger ledger, Trust trust) {
        return trust.approvals().reached()
                && ledger.predecessor(trust)
                        .filter(before -> before.kind() == TrustKind.GENESIS
                                || trust.approvalsUnder(before).reached())
                        .isPresent();
    }

    private static boolean isRejected(Ledger ledger, Trust trust, List<Rejection> rejections) {
        return isRejected(trust.approvals(), rejections)
                || ledger.predecessor(trust)
                        .filter(before -> before.kind() != TrustKind.GENESIS)
                        .filter(before -> isRejected(trust.approvalsUnder(before), rejections))
                        .isPresent();
    }

    /** Operators' words end a proposal, or an order (O1), only where its quorum cannot be reached any more. */
    static boolean isRejected(Approvals<OperatorKey> approvals, List<Rejection> rejections) {
        long left = approvals.missing().stream()
                .filter(operator ->
                        rejections.stream().noneMatch(one -> one.operator().equals(operator.thumbprint())))
                .count();
        return approvals.signed().size() + left < approvals.threshold();
    }

    /** Requires that a proposal can still be approved. */
    void requireOpen(Ledger ledger, Trust trust) {
        if (!trust.signers().isEmpty()) {
            throw new RefusedException("Trust " + trust.body().id() + " is signed already; approving it adds nothing.");
        }
        ended(ledger, trust, ledger.trusts().proposal(trust.thumbprint())).ifPresent(why -> {
            throw new RefusedException(
                    "T3: Trust " + trust.body().id() + " ended: " + why + ". Make a new one with trust create.");
        });
    }

    /** Requires that an operator's word counts for a proposal: it is in it, or in its predecessor. */
    static void requireCounts(Ledger ledger, OperatorCaller operator, Trust trust) {
        boolean counts = operator.isIn(trust.body())
                || ledger.predecessor(trust).filter(operator::isIn).isPresent();
        if (!counts) {
            throw new RefusedException(operator.name() + " is an operator neither of Trust "
                    + trust.body().id() + " nor of its predecessor: its word would not count.");
        }
    }

    /** Requires that the caller proposed what it withdraws. */
    static void requireProposer(OperatorCaller operator, Thumbprint proposer, String what) {
        if (!proposer.equals(operator.approvalKey())) {
            throw new RefusedException(operator.name() + " did not propose " + what + ". Reject it instead.");
        }
    }

    /** Requires that a fresh proposal may be made: it changes something, was made now, and is not one too many. */
    void requireMayBeMade(Ledger ledger, OperatorCaller operator, Trust trust) {
        requireSomeChange(trust.body(), ledger.predecessor(trust).orElseThrow());
        Duration off = Duration.between(trust.body().created(), clock.instant()).abs();
        if (off.compareTo(TrustVerifier.CLOCKS_DIFFER) > 0) {
            throw new RefusedException(
                    "T3: the clocks of this server and its HSM differ by " + off.toMinutes() + " minutes. Set them.");
        }
        long open = ledger.trusts().all().stream()
                .filter(other -> isOpen(ledger, other))
                .filter(other -> ledger.trusts()
                        .proposal(other.thumbprint())
                        .proposer()
                        .equals(Optional.of(operator.approvalKey())))
                .count();
        if (open >= MOST_OPEN) {
            throw new RefusedException("T3: " + operator.name() + " has " + open
                    + " open proposals, the most there is. Withdraw one: trust withdraw ID.");
        }
    }

    /** Returns whether a Trust waits for approvals, or for an HSM's signature. */
    boolean isOpen(Ledger ledger, Trust trust) {
        return trust.body().kind() != TrustKind.GENESIS
                && trust.signers().isEmpty()
                && ended(ledger, trust, ledger.trusts().proposal(trust.thumbprint()))
                        .isEmpty();
    }

    private static void requireSomeChange(TrustBody body, TrustBody before) {
        if (body.kind() == TrustKind.SUCCESSOR
                && body.quorum() == before.quorum()
                && hsms(body).equals(hsms(before))
                && operators(body).equals(operators(before))) {
            throw new RefusedException("T3: that successor would change nothing: the same HSMs, operators and quorum.");
        }
    }

    private static Set<Thumbprint> hsms(TrustBody body) {
        return body.hsms().stream().map(HsmKeys::fingerprint).collect(Collectors.toSet());
    }

    private static Set<Thumbprint> operators(TrustBody body) {
        return body.operators().stream().map(OperatorKey::thumbprint).collect(Collectors.toSet());
    }
}
