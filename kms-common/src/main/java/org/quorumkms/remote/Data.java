package org.quorumkms.remote;

import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.errors.RefusedException;

/** Data on its way between a client and a server: plaintext or a data key. Never printed; taken once. */
public final class Data implements Serializable, AutoCloseable {

    /** Bytes of the largest data that is sealed by a server: 64 KiB. Larger data are files. */
    public static final int MAX_LENGTH = 64 * 1024;

    @Serial
    private static final long serialVersionUID = 1;

    private final byte[] value;

    private Data(byte[] value) {
        if (value.length > MAX_LENGTH) {
            throw new RefusedException(
                    "The data are too large: at most 64 KiB are sealed by a server. Encrypt a file.");
        }
        this.value = value;
    }

    /** Copies a secret; the caller still owns and wipes its own. */
    public static Data of(SecretBytes secret) {
        return new Data(secret.exposed().clone());
    }

    /** Hands the bytes over: the receiver wipes them. */
    public SecretBytes take() {
        return SecretBytes.owning(value);
    }

    /** Wipes the bytes, when they were sent or are not needed. */
    @Override
    public void close() {
        Arrays.fill(value, (byte) 0);
    }

    /** Returns how many bytes there are. */
    public int length() {
        return value.length;
    }

    @Serial
    private Object readResolve() {
        return new Data(value);
    }

    @Override
    public String toString() {
        return "data of " + value.length + " bytes";
    }
}
