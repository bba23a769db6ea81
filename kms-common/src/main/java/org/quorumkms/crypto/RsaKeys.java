package org.quorumkms.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Optional;

/** RSA keys: public exponent 65537, pairs of 3072 bits. */
public final class RsaKeys {

    /** The only public exponent. */
    public static final BigInteger EXPONENT = RSAKeyGenParameterSpec.F4;
    /** Bits of the keys that are made here. */
    public static final int BITS = 3072;

    private RsaKeys() {}

    /** Makes a key pair; about 0.3 s. */
    public static KeyPair generate() {
        try {
            KeyPairGenerator generator = generator(NativeCrypto.loaded());
            generator.initialize(new RSAKeyGenParameterSpec(BITS, EXPONENT));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has RSA", e);
        }
    }

    private static KeyPairGenerator generator(Optional<Provider> provider) throws GeneralSecurityException {
        return provider.isPresent()
                ? KeyPairGenerator.getInstance("RSA", provider.get())
                : KeyPairGenerator.getInstance("RSA");
    }

    /** Makes a public key from its modulus. */
    public static RSAPublicKey publicKey(BigInteger modulus) {
        try {
            return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, EXPONENT));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a modulus of an RSA key", e);
        }
    }

    /** Makes a private key from its numbers (RFC 8017, 3.2). */
    public static RSAPrivateCrtKey privateKey(
            BigInteger n, BigInteger d, BigInteger p, BigInteger q, BigInteger dp, BigInteger dq, BigInteger qi) {
        try {
            return (RSAPrivateCrtKey) KeyFactory.getInstance("RSA")
                    .generatePrivate(new RSAPrivateCrtKeySpec(n, EXPONENT, d, p, q, dp, dq, qi));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not the numbers of an RSA key", e);
        }
    }

    /** Returns a private key of another provider as one of the platform. */
    static RSAPrivateCrtKey crt(PrivateKey key) throws GeneralSecurityException {
        return (RSAPrivateCrtKey)
                KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
    }
}
