package org.quorumkms.crypto;

import java.security.GeneralSecurityException;
import java.security.Provider;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.VerificationException;

/**
 * AES-256-GCM (NIST SP 800-38D) of many texts under one key, from array to array: nothing is allocated for a text but
 * its parameters. For one thread.
 *
 * <p>The caller's duty: one nonce once for a key. Restriction: the key's copy inside the provider stays until it is
 * collected.
 */
public final class GcmCipher {

    private final Cipher cipher;
    private final SecretKeySpec key;

    GcmCipher(SecretBytes key, @Nullable Provider provider) {
        if (key.length() != AesGcm.KEY_LENGTH) {
            throw new IllegalArgumentException("a key should have 32 bytes");
        }
        this.key = new SecretKeySpec(key.exposed(), "AES");
        try {
            this.cipher =
                    provider == null ? Cipher.getInstance(AesGcm.NAME) : Cipher.getInstance(AesGcm.NAME, provider);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is unavailable", e);
        }
    }

    /** Takes a key, for a few texts: the JDK's implementation, which is there at once, unless the native one was asked for. */
    public static GcmCipher forFew(SecretBytes key) {
        return new GcmCipher(key, NativeCrypto.loaded().orElse(null));
    }

    /** Takes a key, for many texts: the native implementation where it loads. */
    public static GcmCipher forMany(SecretBytes key) {
        return new GcmCipher(key, NativeCrypto.provider().orElse(null));
    }

    /**
     * Encrypts.
     *
     * @param nonce 12 bytes
     * @return how many bytes were written: those of the text and 16 of the tag
     */
    public int seal(
            byte[] nonce, byte[] associatedData, byte[] plaintext, int offset, int length, byte[] out, int outOffset) {
        try {
            init(Cipher.ENCRYPT_MODE, nonce, associatedData);
            return cipher.doFinal(plaintext, offset, length, out, outOffset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM refused to encrypt", e);
        }
    }

    /**
     * Decrypts ciphertext followed by its tag. If it does not verify, what is in the output is not plaintext.
     *
     * @param length bytes of the ciphertext and its tag
     * @return how many bytes were written
     * @throws VerificationException if the key, the nonce, the associated data or the text is not the one that was
     *     encrypted; it does not say which
     */
    public int open(
            byte[] nonce, byte[] associatedData, byte[] ciphertext, int offset, int length, byte[] out, int outOffset) {
        AesGcm.requireTag(length);
        try {
            init(Cipher.DECRYPT_MODE, nonce, associatedData);
            return cipher.doFinal(ciphertext, offset, length, out, outOffset);
        } catch (AEADBadTagException e) {
            throw new VerificationException("The ciphertext does not verify.");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM refused to decrypt", e);
        }
    }

    private void init(int mode, byte[] nonce, byte[] associatedData) throws GeneralSecurityException {
        if (nonce.length != AesGcm.NONCE_LENGTH) {
            throw new IllegalArgumentException("a nonce should have 12 bytes");
        }
        cipher.init(mode, key, new GCMParameterSpec(8 * AesGcm.TAG_LENGTH, nonce));
        cipher.updateAAD(associatedData);
    }
}
