package org.quorumkms.crypto;

import java.security.GeneralSecurityException;
import java.security.Provider;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.quorumkms.errors.VerificationException;

/**
 * AES-256-GCM with a 96-bit nonce and a 128-bit tag (NIST SP 800-38D).
 *
 * <p>The caller's duty: one nonce once for a key. Restriction: the whole text is in memory.
 */
public final class AesGcm {

    /** Bytes of a key. */
    public static final int KEY_LENGTH = 32;
    /** Bytes of a nonce. */
    public static final int NONCE_LENGTH = 12;
    /** Bytes of a tag. */
    public static final int TAG_LENGTH = 16;

    static final String NAME = "AES/GCM/NoPadding";

    /** Looked for once: asking every provider at each call costs as much as a small text. */
    static final Provider PROVIDER = provider();

    private AesGcm() {}

    private static Provider provider() {
        try {
            return Cipher.getInstance(NAME).getProvider();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is unavailable", e);
        }
    }

    /** Encrypts; returns ciphertext followed by the tag. */
    public static byte[] encrypt(SecretBytes key, byte[] nonce, byte[] associatedData, byte[] plaintext) {
        return encrypt(key, nonce, associatedData, plaintext, 0, plaintext.length);
    }

    /** Encrypts a part of an array; returns ciphertext followed by the tag. */
    public static byte[] encrypt(
            SecretBytes key, byte[] nonce, byte[] associatedData, byte[] plaintext, int offset, int length) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, key, nonce, associatedData).doFinal(plaintext, offset, length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM refused to encrypt", e);
        }
    }

    /**
     * Decrypts ciphertext followed by its tag.
     *
     * @throws VerificationException if the key, the nonce, the associated data or the text is not the one that was
     *     encrypted; it does not say which
     */
    public static byte[] decrypt(SecretBytes key, byte[] nonce, byte[] associatedData, byte[] ciphertext) {
        requireTag(ciphertext.length);
        try {
            return cipher(Cipher.DECRYPT_MODE, key, nonce, associatedData).doFinal(ciphertext);
        } catch (AEADBadTagException e) {
            throw new VerificationException("The ciphertext does not verify.");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM refused to decrypt", e);
        }
    }

    /** What has no room for a tag does not verify; the JDK would call some such lengths an error of the caller's. */
    static void requireTag(int length) {
        if (length < TAG_LENGTH) {
            throw new VerificationException("The ciphertext does not verify.");
        }
    }

    private static Cipher cipher(int mode, SecretBytes key, byte[] nonce, byte[] associatedData)
            throws GeneralSecurityException {
        if (key.length() != KEY_LENGTH || nonce.length != NONCE_LENGTH) {
            throw new IllegalArgumentException("a key should have 32 bytes and a nonce 12");
        }
        Cipher cipher = Cipher.getInstance(NAME, PROVIDER);
        cipher.init(mode, new SecretKeySpec(key.exposed(), "AES"), new GCMParameterSpec(8 * TAG_LENGTH, nonce));
        cipher.updateAAD(associatedData);
        return cipher;
    }
}
