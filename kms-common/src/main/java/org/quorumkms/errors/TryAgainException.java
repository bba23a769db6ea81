package org.quorumkms.errors;

import java.io.Serial;

/**
 * This server cannot carry out the call at the moment: it is busy, stopping, or without its store. Another server may,
 * or this one in a moment. Exit code 3.
 */
public final class TryAgainException extends KmsException {

    @Serial
    private static final long serialVersionUID = 1;

    /** Says what happened and what to do. */
    public TryAgainException(String message) {
        super(message);
    }

    @Override
    public ExitCode exitCode() {
        return ExitCode.UNREACHABLE;
    }
}
