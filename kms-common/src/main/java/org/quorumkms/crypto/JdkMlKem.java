package org.quorumkms.crypto;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.SecretKey;
import org.quorumkms.signed.Bytes;

/**
 * The ML-KEM-768 of the Java platform, where it has one: from Java 24 on (JEP 496), twice as fast as Bouncy Castle's. Its {@code
 * javax.crypto.KEM} is not in every Java 17, so it is called by its name.
 */
final class JdkMlKem {

    private static final String NAME = "ML-KEM-768";

    /** Its own, whatever else is registered: a provider does not take the key objects of another. */
    private static final String PROVIDER = "SunJCE";

    /** A SubjectPublicKeyInfo of id-alg-ml-kem-768 (draft-ietf-lamps-kyber-certificates) as far as the key. */
    private static final byte[] PUBLIC = HexFormat.of().parseHex("308204b2300b0609608648016503040402038204a100");

    /** A PrivateKeyInfo of an expanded key (the same) as far as the key. */
    private static final byte[] PRIVATE =
            HexFormat.of().parseHex("30820978020100300b06096086480165030404020482096404820960");

    private static final Optional<JdkMlKem> FOUND = find();

    private final Method getInstance;
    private final Method newEncapsulator;
    private final Method encapsulate;
    private final Method encapsulation;
    private final Method key;
    private final Method newDecapsulator;
    private final Method decapsulate;

    private JdkMlKem() throws ReflectiveOperationException {
        Class<?> kem = Class.forName("javax.crypto.KEM");
        Class<?> encapsulator = Class.forName("javax.crypto.KEM$Encapsulator");
        Class<?> encapsulated = Class.forName("javax.crypto.KEM$Encapsulated");
        this.getInstance = kem.getMethod("getInstance", String.class, String.class);
        this.newEncapsulator = kem.getMethod(
                "newEncapsulator",
                PublicKey.class,
                java.security.spec.AlgorithmParameterSpec.class,
                SecureRandom.class);
        this.encapsulate = encapsulator.getMethod("encapsulate");
        this.encapsulation = encapsulated.getMethod("encapsulation");
        this.key = encapsulated.getMethod("key");
        this.newDecapsulator = kem.getMethod("newDecapsulator", PrivateKey.class);
        this.decapsulate = Class.forName("javax.crypto.KEM$Decapsulator").getMethod("decapsulate", byte[].class);
    }

    /** Returns it if this Java has it. */
    static Optional<JdkMlKem> get() {
        return FOUND;
    }

    private static Optional<JdkMlKem> find() {
        try {
            KeyFactory.getInstance(NAME, PROVIDER);
            return Optional.of(new JdkMlKem());
        } catch (NoSuchAlgorithmException | NoSuchProviderException | ReflectiveOperationException hasNone) {
            return Optional.empty();
        }
    }

    /** Makes a secret, and what gives it to the owner of a public key of 1,184 bytes. */
    MlKemKey.Encapsulated encapsulate(byte[] publicKey, SecureRandom random) {
        try {
            PublicKey to = KeyFactory.getInstance(NAME, PROVIDER)
                    .generatePublic(new X509EncodedKeySpec(Bytes.concatenated(PUBLIC, publicKey)));
            Object made = encapsulate.invoke(newEncapsulator.invoke(instance(), to, null, random));
            return new MlKemKey.Encapsulated(
                    Bytes.of((byte[]) encapsulation.invoke(made)),
                    SecretBytes.owning(((SecretKey) key.invoke(made)).getEncoded()));
        } catch (GeneralSecurityException | ReflectiveOperationException e) {
            throw new IllegalStateException("ML-KEM refused a public key", e);
        }
    }

    /** Takes an expanded private key (FIPS 203, dk) of 2,400 bytes; the caller wipes it. */
    PrivateKey privateKey(byte[] expanded) {
        byte[] encoded = Bytes.concatenated(PRIVATE, expanded);
        try {
            return KeyFactory.getInstance(NAME, PROVIDER).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("ML-KEM refused a private key", e);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    /** Takes the secret out of a ciphertext of 1,088 bytes. */
    SecretBytes decapsulate(PrivateKey own, byte[] ciphertext) {
        try {
            Object opener = newDecapsulator.invoke(instance(), own);
            return SecretBytes.owning(((SecretKey) decapsulate.invoke(opener, (Object) ciphertext)).getEncoded());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("ML-KEM refused a ciphertext", e);
        }
    }

    private Object instance() throws IllegalAccessException, InvocationTargetException {
        return getInstance.invoke(null, NAME, PROVIDER);
    }
}
