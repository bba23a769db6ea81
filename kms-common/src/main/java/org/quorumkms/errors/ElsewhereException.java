package org.quorumkms.errors;

import java.io.Serial;

/** This server holds no HSM that could carry out the call; another server may hold one. Exit code 1. */
public final class ElsewhereException extends KmsException {

    @Serial
    private static final long serialVersionUID = 1;

    /** Says what happened and what to do. */
    public ElsewhereException(String message) {
        super(message);
    }

    @Override
    public ExitCode exitCode() {
        return ExitCode.REFUSED;
    }
}
