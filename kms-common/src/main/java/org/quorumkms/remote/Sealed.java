package org.quorumkms.remote;

import java.io.Serializable;
import java.util.Objects;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.signed.Bytes;

/**
 * Small data, sealed.
 *
 * @param seen the Domain as it was used
 * @param ciphertext kind, Domain, master key number, nonce, ciphertext and tag (protocol.md section 5)
 */
public record Sealed(SeenDomain seen, Bytes ciphertext) implements Serializable {

    /** Checks the members. */
    public Sealed {
        Objects.requireNonNull(seen);
        Objects.requireNonNull(ciphertext);
    }
}
