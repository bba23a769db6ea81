package org.quorumkms.party;

import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.VerifiedTrust;

/**
 * T6: what may be taken by hand after a line or a Domain forked in a disaster. It gives up what T7 remembers of this one line,
 * or the proof of history of this one Domain, and nothing else; that a person saw both branches is the caller's duty.
 */
public final class Repin {

    private Repin() {}

    /**
     * Requires that a Trust is the end of another branch of a pinned line.
     *
     * @param lines the pinned lines
     * @return the pinned line that is left for it
     */
    public static VerifiedTrust requireBranch(VerifiedTrust chosen, List<VerifiedTrust> lines) {
        String name = "Trust " + chosen.body().id() + " (" + chosen.thumbprint().abbreviated() + ")";
        VerifiedTrust pinned = lines.stream()
                .filter(line -> line.lineRoot().equals(chosen.lineRoot()))
                .findFirst()
                .orElseThrow(() -> new RefusedException("T6: " + name
                        + " does not succeed a Trust of a line that this home pinned. Nothing else leads sideways."));
        if (pinned.reachedFrom(chosen.thumbprint())) {
            throw new RefusedException(
                    "T6: " + name + " stands in the pinned line already. There is nothing to choose.");
        }
        if (chosen.reachedFrom(pinned.thumbprint())) {
            throw new RefusedException("T6: " + name
                    + " only goes on from the pinned line: it is taken without a choice, with trust import.");
        }
        return pinned;
    }

    /**
     * Requires that a revision of a Domain may be taken in the place of the one that was seen.
     *
     * @param seen what was seen of the Domain
     * @param left the line of the Trust under which it was seen, if its document is kept
     * @param lines the pinned lines
     */
    public static void requireTakeable(
            VerifiedDomain chosen, Descent seen, Optional<TrustChain> left, List<VerifiedTrust> lines) {
        String name = "revision " + chosen.body().revision() + " of Domain "
                + chosen.body().name() + " (" + chosen.domain().thumbprint().abbreviated() + ")";
        if (chosen.domain().thumbprint().equals(seen.thumbprint())) {
            throw new RefusedException("T6: " + name + " is the one that was seen. There is nothing to choose.");
        }
        if (!chosen.body().id().equals(seen.id())
                || chosen.body().purpose() != seen.purpose()
                || !chosen.body().created().equals(seen.created())) {
            throw new RefusedException("T6: " + name
                    + " is not of the Domain that was seen: its id, purpose or time of creation differs.");
        }
        boolean takeable = chosen.trust().reachedFrom(seen.trust())
                || own(seen, lines)
                        .filter(line -> isOnBranchTaken(chosen, seen, left, line) || isSignedByNewest(chosen, line))
                        .isPresent();
        if (!takeable) {
            throw new RefusedException("T6: " + name + " stands under Trust "
                    + chosen.trust().body().id()
                    + ", and nothing leads there: it is not the Trust under which the Domain was seen nor reached from it, it does"
                    + " not stand on a branch that trust repin took, and no HSM of the newest pinned Trust signed it.");
        }
    }

    /** The pinned line in which the Domain was made: none other leads to it. */
    private static Optional<VerifiedTrust> own(Descent seen, List<VerifiedTrust> lines) {
        Thumbprint first = seen.moves().list().get(0).trust();
        return lines.stream()
                .filter(line -> VerifiedDomain.mayMove(seen.purpose(), first, line))
                .findFirst();
    }

    /**
     * The pinned line does not hold the Trust under which the Domain was seen: so trust repin took it, and what is in it and
     * not in the line that was left is the branch. Where that one is not known any more, what follows the newest Trust is.
     */
    private static boolean isOnBranchTaken(
            VerifiedDomain chosen, Descent seen, Optional<TrustChain> left, VerifiedTrust line) {
        Thumbprint under = chosen.trust().thumbprint();
        if (holds(line.chain(), seen.trust())) {
            return false;
        }
        if (chosen.trust().reachedFrom(line.thumbprint())) {
            return true;
        }
        return line.reachedFrom(under)
                && left.filter(known -> known.last().thumbprint().equals(seen.trust()) && !holds(known, under))
                        .isPresent();
    }

    private static boolean isSignedByNewest(VerifiedDomain chosen, VerifiedTrust line) {
        Thumbprint signer = chosen.domain().signature().kid();
        return line.reachedFrom(chosen.trust().thumbprint())
                && line.body().hsms().stream()
                        .anyMatch(hsm -> hsm.signing().thumbprint().equals(signer));
    }

    private static boolean holds(TrustChain line, Thumbprint trust) {
        return line.trusts().stream().anyMatch(one -> one.thumbprint().equals(trust));
    }
}
