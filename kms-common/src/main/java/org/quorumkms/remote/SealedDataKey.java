package org.quorumkms.remote;

import java.io.Serializable;
import java.util.Objects;
import org.quorumkms.crypto.AesGcm;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.signed.Bytes;

/**
 * A fresh data key.
 *
 * @param seen the Domain as it was used
 * @param key the key itself, 32 bytes
 * @param sealed the same, as the Domain's HSMs can open it
 */
public record SealedDataKey(SeenDomain seen, Data key, Bytes sealed) implements Serializable {

    /** Checks the members. */
    public SealedDataKey {
        Objects.requireNonNull(seen);
        if (key.length() != AesGcm.KEY_LENGTH) {
            throw new IllegalArgumentException("a data key should have 32 bytes");
        }
        Objects.requireNonNull(sealed);
    }
}
