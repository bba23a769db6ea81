package org.quorumkms.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Bytes;

/**
 * Wraps a key so that whoever would open it must break RSA-3072 and ML-KEM-768 both: the composite KEM
 * {@code id-MLKEM768-RSA3072-SHA3-256} of draft-ietf-lamps-pq-composite-kem, and AES key wrap (RFC 3394) under what it gives.
 * Its RSA half is RSA-OAEP-256, as an HSM in a token has it.
 *
 * <p>What is wrapped: 1,088 bytes of ML-KEM, 384 of RSA, 40 of AES key wrap.
 */
public final class HybridWrapping {

    /** Bytes of the KEM's ciphertext. */
    public static final int CIPHERTEXT_LENGTH = MlKemKey.CIPHERTEXT_LENGTH + RsaKeys.BITS / 8;

    /** Bytes of a wrapped key of 32 bytes. */
    public static final int LENGTH = CIPHERTEXT_LENGTH + 40;

    private static final byte[] LABEL = "MLKEM768-RSAOAEP3072".getBytes(StandardCharsets.US_ASCII);

    private HybridWrapping() {}

    /** Opens with the ML-KEM half of a key pair, wherever that is. */
    @FunctionalInterface
    public interface MlKemHalf {

        /**
         * Takes the secret out of a ciphertext; out of one that was not made for this key, another one. The caller wipes it.
         *
         * @throws VerificationException if it has not 1,088 bytes
         */
        SecretBytes decapsulate(byte[] ciphertext);
    }

    /**
     * Wraps a key of 32 bytes.
     *
     * @param rsa the recipient's RSA-3072 key
     * @param mlKem the recipient's ML-KEM-768 key
     */
    public static byte[] wrap(RSAPublicKey rsa, byte[] mlKem, SecretBytes key, SecureRandom random) {
        MlKemKey.Encapsulated first = MlKemKey.encapsulate(mlKem, random);
        try (SecretBytes mlKemSecret = first.secret();
                SecretBytes rsaSecret = SecretBytes.random(random, MlKemKey.SECRET_LENGTH)) {
            byte[] rsaCiphertext = RsaOaep.wrap(rsa, rsaSecret);
            try (SecretBytes shared = combine(mlKemSecret, rsaSecret, rsaCiphertext, rsa)) {
                byte[] wrapped = cipher(Cipher.WRAP_MODE, shared).wrap(new SecretKeySpec(key.exposed(), "AES"));
                return Bytes.concatenated(first.ciphertext().toArray(), rsaCiphertext, wrapped);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES key wrap refused a key", e);
        }
    }

    /**
     * Opens what was wrapped.
     *
     * @param rsa the recipient's RSA-3072 key
     * @param rsaHalf opens with its private half, RSA-OAEP-256
     * @param mlKemHalf opens with the recipient's ML-KEM-768 key
     * @throws VerificationException if it was not wrapped for these keys; it does not say why
     */
    public static SecretBytes unwrap(RSAPublicKey rsa, KeyUnwrapper rsaHalf, MlKemHalf mlKemHalf, byte[] wrapped) {
        if (wrapped.length != LENGTH) {
            throw doesNotVerify();
        }
        try (SecretBytes shared = decapsulate(rsa, rsaHalf, mlKemHalf, Arrays.copyOf(wrapped, CIPHERTEXT_LENGTH))) {
            return SecretBytes.owning(cipher(Cipher.UNWRAP_MODE, shared)
                    .unwrap(Arrays.copyOfRange(wrapped, CIPHERTEXT_LENGTH, LENGTH), "AES", Cipher.SECRET_KEY)
                    .getEncoded());
        } catch (InvalidKeyException | NoSuchAlgorithmException e) {
            throw doesNotVerify();
        }
    }

    /** The KEM's half of it: out of a ciphertext of 1,472 bytes the shared secret. */
    static SecretBytes decapsulate(RSAPublicKey rsa, KeyUnwrapper rsaHalf, MlKemHalf mlKemHalf, byte[] ciphertext) {
        byte[] rsaCiphertext = Arrays.copyOfRange(ciphertext, MlKemKey.CIPHERTEXT_LENGTH, ciphertext.length);
        try (SecretBytes mlKemSecret = mlKemHalf.decapsulate(Arrays.copyOf(ciphertext, MlKemKey.CIPHERTEXT_LENGTH));
                SecretBytes rsaSecret = rsaHalf.unwrap(rsaCiphertext)) {
            return combine(mlKemSecret, rsaSecret, rsaCiphertext, rsa);
        }
    }

    /** SHA3-256 over both secrets, the ciphertext and the key of RSA, which do not bind themselves, and the label. */
    private static SecretBytes combine(
            SecretBytes mlKemSecret, SecretBytes rsaSecret, byte[] rsaCiphertext, RSAPublicKey rsa) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA3-256");
            hash.update(mlKemSecret.exposed());
            hash.update(rsaSecret.exposed());
            hash.update(rsaCiphertext);
            // The bare RSAPublicKey (RFC 8017, A.1.1), in DER.
            hash.update(SubjectPublicKeyInfo.getInstance(rsa.getEncoded())
                    .getPublicKeyData()
                    .getBytes());
            hash.update(LABEL);
            return SecretBytes.owning(hash.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-3", e);
        }
    }

    private static Cipher cipher(int mode, SecretBytes key) {
        try {
            Cipher cipher = Cipher.getInstance("AESWrap", "SunJCE");
            cipher.init(mode, new SecretKeySpec(key.exposed(), "AES"));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES key wrap", e);
        }
    }

    private static VerificationException doesNotVerify() {
        return new VerificationException("The wrapped key does not verify.");
    }
}
