package org.quorumkms.errors;

import java.io.Serial;

/**
 * The server is closed for this: it was restored and nobody opened it yet, its memory of a Domain and the store do not lie
 * on one line, or its memory cannot be written. Another server may do it. Exit code 1.
 */
public final class ClosedException extends KmsException {

    @Serial
    private static final long serialVersionUID = 1;

    /** Says what is closed, and what opens it. */
    public ClosedException(String message) {
        super(message);
    }

    @Override
    public ExitCode exitCode() {
        return ExitCode.REFUSED;
    }
}
