package org.quorumkms.pkcs11;

import java.util.Optional;
import org.quorumkms.crypto.SecretBytes;

/** Where the PIN of a token is found, and who hears what the token said to it: it locks itself after few wrong ones. */
@FunctionalInterface
public interface Pin {

    /**
     * Returns the PIN of a token, in UTF-8, for the caller to wipe; empty: there is none.
     *
     * @throws org.quorumkms.errors.RefusedException if it was refused before, and nobody mended it
     */
    Optional<SecretBytes> of(TokenName token);

    /** The token refused it. */
    default void refused(TokenName token) {}

    /** The token took it. */
    default void accepted(TokenName token) {}
}
