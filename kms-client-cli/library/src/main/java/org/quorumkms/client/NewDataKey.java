package org.quorumkms.client;

import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.signed.Bytes;

/**
 * A fresh data key. Close it, which wipes the key.
 *
 * @param key the key itself, 32 bytes
 * @param sealed the same, 93 bytes, as {@link KmsDomain#openDataKey} takes it: it may be kept anywhere
 */
public record NewDataKey(SecretBytes key, Bytes sealed) implements AutoCloseable {

    @Override
    public void close() {
        key.close();
    }
}
