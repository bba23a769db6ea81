package org.quorumkms.crypto;

import org.bouncycastle.crypto.util.PBKDFConfig;
import org.bouncycastle.crypto.util.ScryptConfig;

/**
 * How a key store that a passphrase seals derives its keys: scrypt (RFC 7914) with r = 4, p = 4 and a salt of 32 bytes.
 *
 * <p>Bouncy Castle 1.87 writes the block size r in the place of p too, whatever p it is given, so both are the same here
 * and a test reads them from a file. With n = 2^16 a derivation takes 32 MiB, and a third more work than the n = 2^15,
 * r = 8, p = 3 of OWASP's Password Storage Cheat Sheet; a key store is opened with two.
 */
final class Scrypt {

    private static final int BLOCK_SIZE = 4;
    private static final int PARALLELISM = BLOCK_SIZE;
    private static final int SALT_BYTES = 32;

    private Scrypt() {}

    /** Returns the configuration for a cost n, a power of two. */
    static PBKDFConfig config(int cost) {
        return new ScryptConfig.Builder(cost, BLOCK_SIZE, PARALLELISM)
                .withSaltLength(SALT_BYTES)
                .build();
    }
}
