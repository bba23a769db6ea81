package org.quorumkms.errors;

import java.io.Serial;

/** A signature, a chain, a server's key, a document or a ciphertext did not verify. Exit code 4. */
public final class VerificationException extends KmsException {

    @Serial
    private static final long serialVersionUID = 1;

    /** Says what happened and what to do. */
    public VerificationException(String message) {
        super(message);
    }

    @Override
    public ExitCode exitCode() {
        return ExitCode.NOT_VERIFIED;
    }
}
