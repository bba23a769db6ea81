package org.quorumkms.errors;

import java.io.Serial;

/** A rule, a right or the state of things does not allow what was asked. Exit code 1. */
public final class RefusedException extends KmsException {

    @Serial
    private static final long serialVersionUID = 1;

    /** Says what happened and what to do. */
    public RefusedException(String message) {
        super(message);
    }

    @Override
    public ExitCode exitCode() {
        return ExitCode.REFUSED;
    }
}
