package org.quorumkms.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.RSAPrivateKeySpec;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.quorumkms.errors.VerificationException;

/**
 * RSA-OAEP with SHA-256 and MGF1 with SHA-256 (RFC 8017, 7.1; {@code RSA-OAEP-256} of RFC 7518, 4.3). Both hashes are
 * said: the JDK's name alone would take SHA-1 for MGF1.
 */
public final class RsaOaep {

    private static final String NAME = "RSA/ECB/OAEPPadding";

    /** The JDK's own, by name: another provider may refuse such a key. */
    private static final String JDK_PADDING = "SunJCE";

    private static final String JDK_RSA = "SunRsaSign";

    private static final OAEPParameterSpec SHA_256 =
            new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);

    private RsaOaep() {}

    /** Wraps a key for the owner of a public key. */
    public static byte[] wrap(RSAPublicKey recipient, SecretBytes key) {
        try {
            Cipher cipher = cipher(NativeCrypto.loaded());
            cipher.init(Cipher.ENCRYPT_MODE, recipient, SHA_256);
            return cipher.doFinal(key.exposed());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("RSA-OAEP refused to wrap", e);
        }
    }

    /**
     * Unwraps a key.
     *
     * @throws VerificationException if it was not wrapped for this key; it does not say why
     */
    public static SecretBytes unwrap(PrivateKey own, byte[] wrapped) {
        return unwrap(own, wrapped, NativeCrypto.loaded());
    }

    static SecretBytes unwrap(PrivateKey own, byte[] wrapped, Optional<Provider> provider) {
        try {
            Cipher cipher = cipher(provider);
            cipher.init(Cipher.DECRYPT_MODE, own, SHA_256);
            return SecretBytes.owning(cipher.doFinal(wrapped));
        } catch (GeneralSecurityException e) {
            throw new VerificationException("The wrapped key does not verify.");
        }
    }

    /**
     * Takes the padding off what a device decrypted with RSA alone. The platform does it, as the decryption with the exponent 1, so that
     * its one answer to every wrong block holds here too (RFC 8017, 7.1.2, 3g: the note on Manger's attack).
     *
     * @param modulus of the key
     * @param block as many bytes as the modulus has
     * @throws VerificationException if it is not padded as it should be; it does not say why
     */
    public static SecretBytes unpad(BigInteger modulus, SecretBytes block) {
        if (block.length() != (modulus.bitLength() + 7) / 8) {
            throw new VerificationException("The wrapped key does not verify.");
        }
        try {
            PrivateKey identity = KeyFactory.getInstance("RSA", JDK_RSA)
                    .generatePrivate(new RSAPrivateKeySpec(modulus, BigInteger.ONE));
            Cipher cipher = Cipher.getInstance(NAME, JDK_PADDING);
            cipher.init(Cipher.DECRYPT_MODE, identity, SHA_256);
            return SecretBytes.owning(cipher.doFinal(block.exposed()));
        } catch (GeneralSecurityException e) {
            throw new VerificationException("The wrapped key does not verify.");
        }
    }

    private static Cipher cipher(Optional<Provider> provider) throws GeneralSecurityException {
        return provider.isPresent() ? Cipher.getInstance(NAME, provider.get()) : Cipher.getInstance(NAME);
    }
}
