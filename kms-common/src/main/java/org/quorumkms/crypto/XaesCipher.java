package org.quorumkms.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.quorumkms.errors.VerificationException;

/**
 * XAES-256-GCM of many short texts under one key (C2SP specification {@code XAES-256-GCM}): as {@link XaesGcm}, and what depends
 * on the key alone is done once. For one thread.
 *
 * <p>The caller's duty: a random nonce for each text. Restriction: the key's copy inside the provider stays until it is collected.
 */
public final class XaesCipher {

    private static final int BLOCK = 16;
    private static final String AES = "AES/ECB/NoPadding";

    private final Cipher block;
    private final Cipher gcm;
    private final byte[] mask;
    private final byte[] blocks = new byte[2 * BLOCK];
    private final byte[] derived = new byte[2 * BLOCK];

    private XaesCipher(SecretBytes key) {
        if (key.length() != AesGcm.KEY_LENGTH) {
            throw new IllegalArgumentException("a key should have 32 bytes");
        }
        try {
            block = Cipher.getInstance(AES, AesGcm.PROVIDER);
            block.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key.exposed(), "AES"));
            mask = doubled(block.doFinal(new byte[BLOCK]));
            gcm = Cipher.getInstance(AesGcm.NAME, AesGcm.PROVIDER);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256 is unavailable", e);
        }
    }

    /** Takes a key; the caller may wipe its own. */
    public static XaesCipher of(SecretBytes key) {
        return new XaesCipher(key);
    }

    /**
     * Encrypts.
     *
     * @param nonce 24 bytes
     * @param text from 0 to its end
     * @return how many bytes were written: those of the text and 16 of the tag
     */
    public int seal(byte[] nonce, byte[] associatedData, byte[] text, byte[] out, int outOffset) {
        try {
            init(Cipher.ENCRYPT_MODE, nonce);
            gcm.updateAAD(associatedData);
            return gcm.doFinal(text, 0, text.length, out, outOffset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("XAES-256-GCM refused to encrypt", e);
        }
    }

    /**
     * Decrypts ciphertext followed by its tag.
     *
     * @param nonce 24 bytes
     * @throws VerificationException if any input is not the one that was encrypted; it does not say which
     */
    public byte[] open(byte[] nonce, byte[] associatedData, byte[] ciphertext, int offset, int length) {
        AesGcm.requireTag(length);
        try {
            init(Cipher.DECRYPT_MODE, nonce);
            gcm.updateAAD(associatedData);
            return gcm.doFinal(ciphertext, offset, length);
        } catch (AEADBadTagException e) {
            throw new VerificationException("The ciphertext does not verify.");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("XAES-256-GCM refused to decrypt", e);
        }
    }

    private void init(int mode, byte[] nonce) throws GeneralSecurityException {
        gcm.init(
                mode,
                new SecretKeySpec(derive(nonce), "AES"),
                new GCMParameterSpec(
                        8 * AesGcm.TAG_LENGTH, nonce, AesGcm.NONCE_LENGTH, XaesGcm.NONCE_LENGTH - AesGcm.NONCE_LENGTH));
        Arrays.fill(derived, (byte) 0);
    }

    /** Returns the key of one text, in the one array that there is for it. */
    byte[] derive(byte[] nonce) throws GeneralSecurityException {
        if (nonce.length != XaesGcm.NONCE_LENGTH) {
            throw new IllegalArgumentException("a nonce should have 24 bytes");
        }
        for (int i = 0; i < 2; i++) {
            int at = i * BLOCK;
            blocks[at] = 0;
            blocks[at + 1] = (byte) (i + 1);
            blocks[at + 2] = 'X';
            blocks[at + 3] = 0;
            System.arraycopy(nonce, 0, blocks, at + 4, AesGcm.NONCE_LENGTH);
            for (int j = 0; j < BLOCK; j++) {
                blocks[at + j] ^= mask[j];
            }
        }
        block.doFinal(blocks, 0, blocks.length, derived, 0);
        return derived;
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
}
