package org.quorumkms.crypto;

/**
 * XAES-256-GCM (C2SP specification {@code XAES-256-GCM}): AES-256-GCM with a 192-bit nonce, so that random nonces are
 * safe for 2^80 messages under one key. The first half of the nonce derives a key (NIST SP 800-108r1 with CMAC), the
 * second half is the nonce of AES-256-GCM. {@link XaesCipher} is for many texts under one key.
 */
public final class XaesGcm {

    /** Bytes of a nonce. */
    public static final int NONCE_LENGTH = 24;

    private XaesGcm() {}

    /** Encrypts; returns ciphertext followed by a tag of 16 bytes. */
    public static byte[] encrypt(SecretBytes key, byte[] nonce, byte[] associatedData, byte[] plaintext) {
        byte[] out = new byte[plaintext.length + AesGcm.TAG_LENGTH];
        XaesCipher.of(key).seal(nonce, associatedData, plaintext, out, 0);
        return out;
    }

    /**
     * Decrypts ciphertext followed by its tag.
     *
     * @throws org.quorumkms.errors.VerificationException if any input is not the one that was encrypted
     */
    public static byte[] decrypt(SecretBytes key, byte[] nonce, byte[] associatedData, byte[] ciphertext) {
        return XaesCipher.of(key).open(nonce, associatedData, ciphertext, 0, ciphertext.length);
    }
}
