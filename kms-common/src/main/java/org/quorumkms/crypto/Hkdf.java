package org.quorumkms.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF with SHA-512 (RFC 5869). */
public final class Hkdf {

    private static final int HASH_LENGTH = 64;

    /** Bytes of the longest output: 255 hashes. */
    public static final int MAX_LENGTH = 255 * HASH_LENGTH;

    private static final String HMAC = "HmacSHA512";

    private Hkdf() {}

    /**
     * Extracts and expands.
     *
     * @param salt bytes; none stand for as many zeros as a hash has (RFC 5869 section 2.2)
     * @param length 1 to {@link #MAX_LENGTH} bytes
     */
    public static SecretBytes sha512(SecretBytes keyMaterial, byte[] salt, byte[] info, int length) {
        if (length < 1 || length > MAX_LENGTH) {
            throw new IllegalArgumentException("length should be from 1 to " + MAX_LENGTH);
        }
        try (SecretBytes extracted = extract(keyMaterial, salt)) {
            return expand(extracted, info, length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(HMAC + " is unavailable", e);
        }
    }

    private static SecretBytes extract(SecretBytes keyMaterial, byte[] salt) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(HMAC);
        mac.init(new SecretKeySpec(salt.length == 0 ? new byte[HASH_LENGTH] : salt, HMAC));
        return SecretBytes.owning(mac.doFinal(keyMaterial.exposed()));
    }

    private static SecretBytes expand(SecretBytes extracted, byte[] info, int length) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(HMAC);
        mac.init(new SecretKeySpec(extracted.exposed(), HMAC));
        byte[] output = new byte[length];
        byte[] block = new byte[0];
        int done = 0;
        for (int number = 1; done < length; number++) {
            mac.update(block);
            mac.update(info);
            mac.update((byte) number);
            Arrays.fill(block, (byte) 0);
            block = mac.doFinal();
            int taken = Math.min(block.length, length - done);
            System.arraycopy(block, 0, output, done, taken);
            done += taken;
        }
        Arrays.fill(block, (byte) 0);
        return SecretBytes.owning(output);
    }
}
