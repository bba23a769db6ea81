package org.quorumkms.errors;

/** The exit codes of the three programs (commands.md). */
public enum ExitCode {
    /** Done. */
    DONE(0),
    /** Refused or failed. */
    REFUSED(1),
    /** Wrong usage. */
    USAGE(2),
    /** No server can be reached. */
    UNREACHABLE(3),
    /** A signature, line, server key or ciphertext did not verify. */
    NOT_VERIFIED(4),
    /** Done, and something waits for the operator: {@code inbox} alone. */
    WAITS(10);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** Returns what the program ends with. */
    public int code() {
        return code;
    }
}
