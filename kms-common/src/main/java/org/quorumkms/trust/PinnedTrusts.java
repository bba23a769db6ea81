package org.quorumkms.trust;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Thumbprint;

/**
 * T7: the newest Trust of each line that this program has seen. It goes forward over successor links only; immutable.
 *
 * @param genesis the pinned genesis
 * @param lines the newest Trust of each pinned line
 */
public record PinnedTrusts(Thumbprint genesis, List<VerifiedTrust> lines) {

    /** Copies the list. */
    public PinnedTrusts {
        lines = List.copyOf(lines);
    }

    /** Returns the pinned line to which a Trust belongs. */
    public Optional<VerifiedTrust> lineOf(VerifiedTrust trust) {
        return lines.stream()
                .filter(line -> line.lineRoot().equals(trust.lineRoot()))
                .findFirst();
    }

    /**
     * Accepts a Trust: one of a pinned line must be the newest seen or be reached from it; one of another line is pinned
     * as the beginning of what is known of that line.
     *
     * @throws VerificationException if the Trust is older than one seen, stands beside one seen, or follows another
     *     founding branch
     */
    public PinnedTrusts accept(VerifiedTrust trust) {
        requireSameFounding(trust);
        Optional<VerifiedTrust> pinned = lineOf(trust);
        if (pinned.isEmpty()) {
            List<VerifiedTrust> more = new ArrayList<>(lines);
            more.add(trust);
            return new PinnedTrusts(genesis, more);
        }
        requireForward(pinned.get(), trust);
        return new PinnedTrusts(
                genesis,
                lines.stream().map(line -> line == pinned.get() ? trust : line).toList());
    }

    /**
     * Sees a Trust that something stands under: a Domain stays under its Trust until it is moved, though the line has
     * gone on. A newer one is accepted, an older one of the same line changes nothing.
     *
     * @throws VerificationException if the Trust stands beside one seen, or follows another founding branch
     */
    public PinnedTrusts see(VerifiedTrust trust) {
        requireSameFounding(trust);
        boolean older = lineOf(trust)
                .filter(seen -> seen.reachedFrom(trust.thumbprint()))
                .isPresent();
        return older ? this : accept(trust);
    }

    private static void requireForward(VerifiedTrust seen, VerifiedTrust offered) {
        if (offered.reachedFrom(seen.thumbprint())) {
            return;
        }
        String why = seen.reachedFrom(offered.thumbprint())
                ? "is older than Trust " + seen.body().id() + ", which was seen before"
                : "stands beside Trust " + seen.body().id() + ", which was seen before; a line has one way forward";
        throw new VerificationException("T7: Trust " + offered.body().id() + " " + why
                + ". The server serves an old or forked state: do not use it, and ask the other operators.");
    }

    private void requireSameFounding(VerifiedTrust offered) {
        if (!offered.genesis().equals(genesis)) {
            throw new VerificationException("T5: Trust " + offered.body().id() + " descends from another genesis.");
        }
        for (VerifiedTrust line : lines) {
            if (!founding(line).equals(founding(offered))
                    && founding(line).isPresent()
                    && founding(offered).isPresent()) {
                throw new VerificationException(
                        "T6: Trust " + offered.body().id()
                                + " follows a second founding branch of genesis. Do not use this server; ask the other operators.");
            }
        }
    }

    private static Optional<Thumbprint> founding(VerifiedTrust trust) {
        List<Trust> trusts = trust.chain().trusts();
        return trusts.size() > 1 ? Optional.of(trusts.get(1).thumbprint()) : Optional.empty();
    }
}
