package org.quorumkms.trust;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.quorum.Approvals;
import org.quorumkms.signed.Check;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Verification;

/**
 * Verifies Trusts, link by link back to a pinned genesis: rules T2 to T5 of protocol.md, in that order and under those
 * numbers (T1 is {@link TrustBody}'s constructor). The same code runs in HSMs, servers, consoles and clients.
 *
 * <p>Does not say whether a Trust is authorised for anything, nor whether it is the newest: T6 and T7 need memory.
 */
public final class TrustVerifier {

    /** By how much clocks may differ. */
    public static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    private final Thumbprint genesis;

    /** Takes the thumbprint of the genesis Trust that the verifier pinned. */
    public TrustVerifier(Thumbprint genesis) {
        this.genesis = genesis;
    }

    /** Verifies a whole line; the proof is for its last Trust. */
    public Verification<VerifiedTrust> verify(TrustChain line) {
        List<Check> checks = new ArrayList<>();
        Trust first = line.trusts().get(0);
        checks.add(begins(first));
        checks.add(new Check(
                "T4: genesis is signed by every HSM in it",
                first.signers().size() == first.body().hsms().size()));
        for (int i = 1; i < line.trusts().size(); i++) {
            checks.addAll(link(line.trusts().get(i), line.trusts().get(i - 1)));
        }
        return proven(checks, line);
    }

    /**
     * Verifies a Trust that follows one whose line was verified: costs the same however long that line is.
     *
     * @param before what it follows
     * @param next the Trust
     */
    public Verification<VerifiedTrust> verifyNext(VerifiedTrust before, Trust next) {
        List<Check> checks = new ArrayList<>();
        checks.add(begins(before.chain().trusts().get(0)));
        checks.addAll(link(next, before.trust()));
        return proven(checks, before.chain().then(next));
    }

    private static Verification<VerifiedTrust> proven(List<Check> checks, TrustChain line) {
        boolean all = checks.stream().allMatch(Check::ok);
        return new Verification<>(checks, all ? Optional.of(new VerifiedTrust(line)) : Optional.empty());
    }

    /**
     * T3: says whether an HSM may sign a proposal. The one thin gate before the signature.
     *
     * @param proposal the unsigned Trust, with the approvals it has
     * @param predecessor its predecessor, verified to this verifier's genesis
     * @param signer the HSM that is asked
     * @param now the HSM's clock
     * @throws RefusedException if it may not, with the numbers
     */
    public void readyToSign(Trust proposal, VerifiedTrust predecessor, HsmKeys signer, Instant now) {
        TrustBody body = proposal.body();
        TrustBody before = predecessor.body();
        refuseUnless(
                predecessor.genesis().equals(genesis),
                proposal,
                "T5: its line begins with another genesis",
                "Look at both.");
        refuseUnless(
                follows(proposal, predecessor.trust()),
                proposal,
                "T4: it does not follow the predecessor given",
                "Make a new one with trust create.");
        refuseUnless(
                keepsVersion(body, before),
                proposal,
                "T4: its predecessor is of version 2, and it is of version 1: what its Domains hold would open with RSA alone",
                "Make a new one with HSMs that have an ML-KEM key.");
        refuseUnless(
                predecessor.chain().trusts().size() < TrustChain.MAX_LENGTH,
                proposal,
                "section 3: its line has " + TrustChain.MAX_LENGTH + " Trusts, the most that one may have",
                "Found a new community with trust create --branch-of an earlier one.");
        refuseUnless(
                body.entryOf(signer).isPresent(),
                proposal,
                "T3: no entry of it holds all keys of HSM " + signer.label(),
                "Ask an HSM that is in it.");
        refuseUnless(
                maySign(signer, body, before),
                proposal,
                "T4: HSM " + signer.label() + " is not in "
                        + (before.kind() == TrustKind.GENESIS ? "genesis" : "its predecessor"),
                "Ask an HSM that is in both.");
        requireQuorum(proposal, proposal.approvals(), "");
        if (before.kind() != TrustKind.GENESIS) {
            requireQuorum(proposal, proposal.approvalsUnder(before), " from the operators of its predecessor");
        }
        refuseUnless(
                !body.created().isAfter(now.plus(CLOCKS_DIFFER)),
                proposal,
                "T3: it was made at " + body.created() + ", which is ahead of the HSM's clock",
                "Set the clocks.");
        refuseUnless(
                !now.isAfter(body.approveBy()),
                proposal,
                "T3: its time to approve ended at " + body.approveBy(),
                "Make a new one with trust create.");
    }

    private List<Check> link(Trust trust, Trust predecessor) {
        TrustBody before = predecessor.body();
        List<Check> checks = new ArrayList<>();
        String name = "Trust " + trust.body().id() + ": ";
        checks.add(new Check(
                name + "T4: it follows the Trust before it, by that one's thumbprint", follows(trust, predecessor)));
        checks.add(new Check(
                name + "T4: it is of version 2, or the Trust before it is not", keepsVersion(trust.body(), before)));
        boolean counted = trust.body().kind() != TrustKind.GENESIS;
        checks.add(quorum(
                name + "T2: its own operators approved", counted ? Optional.of(trust.approvals()) : Optional.empty()));
        if (before.kind() != TrustKind.GENESIS) {
            checks.add(quorum(
                    name + "T4: its predecessor's operators approved", Optional.of(trust.approvalsUnder(before))));
        }
        checks.add(new Check(
                name + "T4: it is signed by an HSM that may",
                trust.signers().stream().anyMatch(hsm -> maySign(hsm, trust.body(), before))));
        return checks;
    }

    private Check begins(Trust first) {
        return new Check("T5: the line begins with the pinned genesis " + genesis.abbreviated(), isGenesis(first));
    }

    private boolean isGenesis(Trust first) {
        return first.thumbprint().equals(genesis) && first.body().kind() == TrustKind.GENESIS;
    }

    /** T4: hash and kind. What follows genesis is always a branch, and nothing after it is a genesis. */
    private static boolean follows(Trust trust, Trust predecessor) {
        TrustKind kind = trust.body().kind();
        boolean kindFits =
                predecessor.body().kind() == TrustKind.GENESIS ? kind == TrustKind.BRANCH : kind != TrustKind.GENESIS;
        return kindFits && trust.predecessor().equals(Optional.of(predecessor.thumbprint()));
    }

    /** T4: what follows a Trust of version 2 is of version 2. */
    private static boolean keepsVersion(TrustBody body, TrustBody before) {
        return body.isHybrid() || !before.isHybrid();
    }

    /**
     * T4: a successor is signed by an HSM in both Trusts, so that its Domains can follow; what follows genesis by one of
     * genesis's; another branch by any HSM in it.
     */
    private static boolean maySign(HsmKeys signer, TrustBody body, TrustBody before) {
        boolean alsoBefore = body.kind() == TrustKind.SUCCESSOR || before.kind() == TrustKind.GENESIS;
        return body.entryOf(signer).isPresent()
                && (!alsoBefore || before.entryOf(signer).isPresent());
    }

    private static Check quorum(String what, Optional<Approvals<OperatorKey>> approvals) {
        return approvals
                .map(count -> new Check(
                        what + ", " + count.signed().size() + " of the " + count.threshold() + " needed",
                        count.reached()))
                .orElseGet(() -> new Check(what, false));
    }

    private static void requireQuorum(Trust proposal, Approvals<OperatorKey> approvals, String whose) {
        if (!approvals.reached()) {
            throw new RefusedException("Trust " + proposal.body().id() + " has "
                    + approvals.signed().size() + " of the " + approvals.threshold() + " approvals it needs" + whose
                    + "; missing: "
                    + String.join(
                            ", ",
                            approvals.missing().stream().map(OperatorKey::name).toList())
                    + ". Ask one of them for trust approve.");
        }
    }

    private static void refuseUnless(boolean holds, Trust proposal, String why, String advice) {
        if (!holds) {
            throw new RefusedException("Trust " + proposal.body().id() + " is not signed. " + why + ". " + advice);
        }
    }
}
