package org.quorumkms.crypto;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * XAES-256-GCM (C2SP specification {@code XAES-256-GCM}): AES-256-GCM with a 192-bit nonce, so that random nonces are
 * safe for 2^80 messages under one key. The first half of the nonce derives a key (NIST SP 800-108r1 with CMAC), the
 * second half is the nonce of AES-256-GCM.
 */
public final class XaesGcm {

    /** Bytes of a nonce. */
    public static final int NONCE_LENGTH = 24;

    private static final int BLOCK = 16;

    private static final String AES = "AES/ECB/NoPadding";

    /** Looked for once: asking every provider at each call costs as much as the call. */
    private static final Provider PROVIDER = provider();

    private XaesGcm() {}

    private static Provider provider() {
        try {
            return Cipher.getInstance(AES).getProvider();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256 is unavailable", e);
        }
    }

    /** Encrypts; returns ciphertext followed by a tag of 16 bytes. */
    public static byte[] encrypt(SecretBytes key, byte[] nonce, byte[] associatedData, byte[] plaintext) {
        try (SecretBytes derived = deriveKey(key, nonce)) {
            return AesGcm.encrypt(derived, lastTwelve(nonce), associatedData, plaintext);
        }
    }

    /**
     * Decrypts ciphertext followed by its tag.
     *
     * @throws org.quorumkms.errors.VerificationException if any input is not the one that was encrypted
     */
    public static byte[] decrypt(SecretBytes key, byte[] nonce, byte[] associatedData, byte[] ciphertext) {
        try (SecretBytes derived = deriveKey(key, nonce)) {
            return AesGcm.decrypt(derived, lastTwelve(nonce), associatedData, ciphertext);
        }
    }

    static SecretBytes deriveKey(SecretBytes key, byte[] nonce) {
        if (key.length() != AesGcm.KEY_LENGTH || nonce.length != NONCE_LENGTH) {
            throw new IllegalArgumentException("a key should have 32 bytes and a nonce 24");
        }
        byte[] blocks = new byte[2 * BLOCK];
        byte[] mask = new byte[BLOCK];
        try {
            Cipher aes = Cipher.getInstance(AES, PROVIDER);
            aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key.exposed(), "AES"));
            mask = doubled(aes.doFinal(mask));
            for (int i = 0; i < 2; i++) {
                int at = i * BLOCK;
                blocks[at + 1] = (byte) (i + 1);
                blocks[at + 2] = 'X';
                System.arraycopy(nonce, 0, blocks, at + 4, AesGcm.NONCE_LENGTH);
                for (int j = 0; j < BLOCK; j++) {
                    blocks[at + j] ^= mask[j];
                }
            }
            return SecretBytes.owning(aes.doFinal(blocks));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256 refused to derive a key", e);
        } finally {
            Arrays.fill(blocks, (byte) 0);
            Arrays.fill(mask, (byte) 0);
        }
    }

    /** Doubles in GF(2^128), as CMAC does for its first subkey (NIST SP 800-38B, 6.1), in constant time. */
    private static byte[] doubled(byte[] block) {
        int msb = (block[0] >> 7) & 1;
        for (int i = 0; i < BLOCK - 1; i++) {
            block[i] = (byte) ((block[i] << 1) | ((block[i + 1] >> 7) & 1));
        }
        block[BLOCK - 1] = (byte) ((block[BLOCK - 1] << 1) ^ (-msb & 0x87));
        return block;
    }

    private static byte[] lastTwelve(byte[] nonce) {
        return Arrays.copyOfRange(nonce, AesGcm.NONCE_LENGTH, NONCE_LENGTH);
    }
}
