package org.quorumkms.domain;

import java.util.Arrays;
import java.util.Locale;
import org.quorumkms.errors.VerificationException;

/** What a controller may do with its Domain (D8). */
public enum Right {
    /** Approve, with an operator's key. */
    APPROVE,
    /** Read everything, and sign nothing: an auditor. */
    AUDIT,
    /** Open data and data keys. */
    DECRYPT,
    /** Seal data, make data keys. */
    ENCRYPT,
    /** Add and remove controllers. */
    SHARE,
    /** Sign files. */
    SIGN;

    /** Returns the word in documents and commands. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads the word. */
    public static Right of(String text) {
        return Arrays.stream(values())
                .filter(right -> right.text().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new VerificationException("D8: a right is decrypt, encrypt, share, sign, approve or audit."));
    }
}
