package org.quorumkms.trust;

import java.util.Arrays;
import java.util.Locale;
import org.quorumkms.errors.VerificationException;

/** How a Trust follows its predecessor. */
public enum TrustKind {
    /** The beginning: HSM keys only, no predecessor; governs nothing. */
    GENESIS,
    /** A new community of operators. */
    BRANCH,
    /** Replaces its predecessor, whose Domains may move to it. */
    SUCCESSOR;

    /** Returns the word in documents. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static TrustKind of(String text) {
        return Arrays.stream(values())
                .filter(kind -> kind.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new VerificationException("T1: a Trust is genesis, branch or successor."));
    }
}
