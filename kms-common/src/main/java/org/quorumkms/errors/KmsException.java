package org.quorumkms.errors;

import java.io.Serial;

/**
 * A failure that a person can act on. The message is one or two sentences: what happened, and what to do about it.
 *
 * <p>It never carries secrets, and no stack trace or cause either: it crosses RMI, and what a server's stack looks like
 * is not a caller's business. The kind says the exit code of the programs (commands.md).
 */
public abstract class KmsException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    KmsException(String message) {
        super(message, null, false, false);
    }

    /** Returns the exit code of a program that ends with this failure. */
    public abstract ExitCode exitCode();
}
