package org.quorumkms.errors;

import java.io.Serial;

/**
 * D3: the caller named a later revision of the Domain than the server has: the server is behind, also after it read its
 * store again. The caller hands its newest document over, once (D7), and asks again. Exit code 1.
 */
public final class BehindException extends KmsException {

    @Serial
    private static final long serialVersionUID = 1;

    private final int revision;
    private final String thumbprint;

    /** Says which revision the server has. */
    public BehindException(String name, int revision, String thumbprint) {
        super("D3: this server knows Domain " + name + " up to revision " + revision
                + " only. Hand the newest one over: an operator imports it with domain import.");
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
