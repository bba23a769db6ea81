package org.quorumkms.client;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.crypto.XaesCipher;

/**
 * A data key that is kept, with what it was used for so far. It is wiped when it is retired and nobody uses it any more. Safe for
 * use by many threads, each with a cipher of its own.
 */
final class CachedDataKey {

    private final SecretBytes key;
    private final byte[] prefix;
    private final byte[] associatedData;
    private final long expires;
    private final ConcurrentLinkedQueue<XaesCipher> ciphers = new ConcurrentLinkedQueue<>();
    private long records;
    private long bytes;
    private int users;
    private boolean retired;

    /**
     * Takes the key over.
     *
     * @param prefix what stands before the nonce of every record that it seals
     * @param associatedData the prefix and the encoded context
     * @param expires when it is too old, as {@link System#nanoTime} counts
     */
    CachedDataKey(SecretBytes key, byte[] prefix, byte[] associatedData, long expires) {
        this.key = key;
        this.prefix = prefix.clone();
        this.associatedData = associatedData.clone();
        this.expires = expires;
    }

    /** A key that somebody uses: it is not wiped until that is closed. */
    final class Use implements AutoCloseable {

        private final XaesCipher cipher;

        private Use(XaesCipher cipher) {
            this.cipher = cipher;
        }

        XaesCipher cipher() {
            return cipher;
        }

        byte[] prefix() {
            return prefix;
        }

        byte[] associatedData() {
            return associatedData;
        }

        @Override
        public void close() {
            ciphers.add(cipher);
            left();
        }
    }

    /**
     * Begins to use it for a record of so many bytes, which counts.
     *
     * @return null: it is retired, too old, or has no room for that
     */
    @Nullable
    Use seal(DataKeyCaching limits, long length) {
        synchronized (this) {
            if (retired || isOld() || records >= limits.records() || bytes + length > limits.bytes()) {
                return null;
            }
            records++;
            bytes += length;
            users++;
        }
        return begun();
    }

    /**
     * Begins to use it for opening.
     *
     * @return null: it is retired or too old
     */
    @Nullable
    Use open() {
        synchronized (this) {
            if (retired || isOld()) {
                return null;
            }
            users++;
        }
        return begun();
    }

    /** Begins to use it for the first time, which every key is good for. */
    Use first(long length) {
        synchronized (this) {
            records++;
            bytes += length;
            users++;
        }
        return begun();
    }

    private Use begun() {
        XaesCipher free = ciphers.poll();
        try {
            return new Use(free == null ? XaesCipher.of(key) : free);
        } catch (RuntimeException e) {
            left();
            throw e;
        }
    }

    /** Returns whether it is too old to be used. */
    boolean isOld() {
        return System.nanoTime() - expires >= 0;
    }

    /** Is not given out any more. */
    synchronized void retire() {
        retired = true;
        wipeIfUnused();
    }

    private synchronized void left() {
        users--;
        wipeIfUnused();
    }

    private void wipeIfUnused() {
        if (retired && users == 0) {
            ciphers.clear();
            key.close();
        }
    }
}
