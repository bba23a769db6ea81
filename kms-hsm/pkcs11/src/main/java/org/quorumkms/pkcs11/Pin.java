package org.quorumkms.pkcs11;

import java.util.Optional;
import org.quorumkms.crypto.SecretBytes;

/** Where the PIN of a token is found. */
@FunctionalInterface
public interface Pin {

    /**
     * Returns the PIN of a token, in UTF-8, for the caller to wipe; empty: there is none, and the token asks for it itself.
     *
     * @param token its label
     */
    Optional<SecretBytes> of(String token);
}
