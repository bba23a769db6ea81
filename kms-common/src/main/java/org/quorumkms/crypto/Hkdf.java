package org.quorumkms.crypto;

import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/** HKDF with SHA-512 (RFC 5869). */
public final class Hkdf {

    /** Bytes of the longest output: 255 hashes. */
    public static final int MAX_LENGTH = 255 * 64;

    private Hkdf() {}

    /**
     * Extracts and expands.
     *
     * @param length 1 to {@link #MAX_LENGTH} bytes
     */
    public static SecretBytes sha512(SecretBytes keyMaterial, byte[] salt, byte[] info, int length) {
        if (length < 1 || length > MAX_LENGTH) {
            throw new IllegalArgumentException("length should be from 1 to " + MAX_LENGTH);
        }
        HKDFBytesGenerator generator = new HKDFBytesGenerator(new SHA512Digest());
        generator.init(new HKDFParameters(keyMaterial.exposed(), salt, info));
        byte[] output = new byte[length];
        generator.generateBytes(output, 0, length);
        return SecretBytes.owning(output);
    }
}
