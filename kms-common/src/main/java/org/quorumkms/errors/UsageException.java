package org.quorumkms.errors;

import java.io.Serial;

/** The command was used wrongly: a name that fits nothing or too much, an option that does not go with another. Exit code 2. */
public final class UsageException extends KmsException {

    @Serial
    private static final long serialVersionUID = 1;

    /** Says what happened and what to do. */
    public UsageException(String message) {
        super(message);
    }

    @Override
    public ExitCode exitCode() {
        return ExitCode.USAGE;
    }
}
