package org.quorumkms.audit;

import java.util.Arrays;
import org.quorumkms.errors.VerificationException;

/** How it went. */
public enum AuditResult {
    /** It was done. */
    DONE("done"),
    /** A rule or a right did not allow it. */
    REFUSED("refused"),
    /** A signature, chain or ciphertext did not verify. */
    NOT_VERIFIED("not verified"),
    /** The server failed. */
    FAILED("failed");

    private final String text;

    AuditResult(String text) {
        this.text = text;
    }

    /** Returns the name in entries. */
    public String text() {
        return text;
    }

    /** Reads the name. */
    public static AuditResult of(String text) {
        return Arrays.stream(values())
                .filter(result -> result.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new VerificationException("An entry of the audit log names an unknown result."));
    }
}
