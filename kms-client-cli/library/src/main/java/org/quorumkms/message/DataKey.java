package org.quorumkms.message;

import org.quorumkms.crypto.AesGcm;
import org.quorumkms.crypto.SecretBytes;

/** The key of one file: 256 bits, wiped when closed. */
public final class DataKey implements AutoCloseable {

    /** Bytes of a data key. */
    public static final int LENGTH = AesGcm.KEY_LENGTH;

    private final SecretBytes secret;

    /** Takes over a secret of 32 bytes. */
    public DataKey(SecretBytes secret) {
        if (secret.length() != LENGTH) {
            throw new IllegalArgumentException("a data key should have 32 bytes");
        }
        this.secret = secret;
    }

    SecretBytes secret() {
        return secret;
    }

    @Override
    public void close() {
        secret.close();
    }

    @Override
    public String toString() {
        return "data key";
    }
}
