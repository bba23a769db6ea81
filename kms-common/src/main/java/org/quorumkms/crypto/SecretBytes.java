package org.quorumkms.crypto;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The one type for secrets: owned, wiped when closed, never printed. Raw access is {@link #exposed()}, so that every use
 * of the bytes themselves is found by searching for that word.
 *
 * <p>Does not promise that no copy stays in memory: a garbage collector moves arrays, and a key specification of the
 * JDK copies them. It promises that this program keeps none longer than it uses it.
 */
public final class SecretBytes implements AutoCloseable {

    private final byte[] value;
    private volatile boolean closed;

    private SecretBytes(byte[] value) {
        this.value = value;
    }

    /** Takes over an array: the caller forgets it. */
    public static SecretBytes owning(byte[] value) {
        return new SecretBytes(value);
    }

    /** Makes fresh random bytes. */
    public static SecretBytes random(SecureRandom random, int length) {
        byte[] value = new byte[length];
        random.nextBytes(value);
        return new SecretBytes(value);
    }

    /** Returns the array itself, not a copy; it is wiped when this is closed. */
    public byte[] exposed() {
        if (closed) {
            throw new IllegalStateException("secret used after it was wiped");
        }
        return value;
    }

    /** Returns a secret of its own with the same bytes. */
    public SecretBytes copy() {
        return new SecretBytes(exposed().clone());
    }

    /** Returns how many bytes there are. */
    public int length() {
        return value.length;
    }

    @Override
    public void close() {
        closed = true;
        Arrays.fill(value, (byte) 0);
    }

    @Override
    public String toString() {
        return "secret of " + value.length + " bytes";
    }
}
