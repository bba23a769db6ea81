package org.quorumkms.errors;

import java.io.Serial;

/** No server could be reached. Exit code 3. */
public final class UnreachableException extends KmsException {

    @Serial
    private static final long serialVersionUID = 1;

    /** Says what happened and what to do. */
    public UnreachableException(String message) {
        super(message);
    }

    @Override
    public ExitCode exitCode() {
        return ExitCode.UNREACHABLE;
    }
}
