package org.quorumkms.cli;

/** The exit codes of the three programs (commands.md). */
public final class ExitCode {

    /** Done. */
    public static final int DONE = 0;
    /** Refused or failed. */
    public static final int REFUSED = 1;
    /** Wrong usage. */
    public static final int USAGE = 2;
    /** No server reachable. */
    public static final int UNREACHABLE = 3;
    /** A signature, chain, server key or ciphertext did not verify. */
    public static final int NOT_VERIFIED = 4;

    private ExitCode() {}
}
