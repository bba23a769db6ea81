package org.quorumkms.errors;

import java.io.Serial;

/**
 * D3: the caller named another revision of the Domain than the one that the server has: it is behind. The caller asks for
 * the newest one, verifies that it descends from the one it saw, and asks again. Exit code 1.
 */
public final class MovedException extends KmsException {

    @Serial
    private static final long serialVersionUID = 1;

    private final int revision;
    private final String thumbprint;

    /** Says which revision the server has. */
    public MovedException(String name, int revision, String thumbprint) {
        super("D3: Domain " + name + " was changed: it is at revision " + revision
                + " now. Look at it, and do it again.");
        this.revision = revision;
        this.thumbprint = thumbprint;
    }

    /** Returns the number of the revision that the server has. */
    public int revision() {
        return revision;
    }

    /** Returns its thumbprint. */
    public String thumbprint() {
        return thumbprint;
    }

    @Override
    public ExitCode exitCode() {
        return ExitCode.REFUSED;
    }
}
