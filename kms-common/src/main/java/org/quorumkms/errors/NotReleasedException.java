package org.quorumkms.errors;

import java.io.Serial;

/**
 * O4: a quorum of operators opens this, and no release of it has its approvals. Ask them, wait, and do it again. Made on the
 * caller's side only. Exit code 1.
 */
public final class NotReleasedException extends KmsException {

    @Serial
    private static final long serialVersionUID = 1;

    /** Says what is missing, and whom to ask. */
    public NotReleasedException(String message) {
        super(message);
    }

    @Override
    public ExitCode exitCode() {
        return ExitCode.REFUSED;
    }
}
