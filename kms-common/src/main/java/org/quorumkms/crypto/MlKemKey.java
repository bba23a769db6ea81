package org.quorumkms.crypto;

import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Bytes;

/**
 * A key pair of ML-KEM-768 (FIPS 203), kept as its seed: 32 bytes d and 32 bytes z (7.1). Closing it wipes the seed and Bouncy
 * Castle's key; a key of the platform cannot be wiped.
 *
 * <p>Its decapsulation never says that a ciphertext was not made for it: of a wrong one comes another secret (6.3).
 */
public final class MlKemKey implements AutoCloseable {

    /** Bytes of a seed. */
    public static final int SEED_LENGTH = 64;

    /** Bytes of a public (encapsulation) key. */
    public static final int PUBLIC_LENGTH = 1_184;

    /** Bytes of a ciphertext. */
    public static final int CIPHERTEXT_LENGTH = 1_088;

    /** Bytes of a shared secret. */
    public static final int SECRET_LENGTH = 32;

    /** How many coefficients of twelve bits each a public key has, before 32 bytes of seed. */
    private static final int COEFFICIENTS = 3 * 256;

    private static final int Q = 3_329;

    private final SecretBytes seed;
    private final MLKEMPrivateKeyParameters expanded;
    private final Optional<PrivateKey> platform;

    private MlKemKey(SecretBytes seed) {
        this.seed = seed;
        this.expanded = new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, seed.exposed());
        this.platform = JdkMlKem.get().map(this::platformKey);
    }

    private PrivateKey platformKey(JdkMlKem kem) {
        byte[] encoded = expanded.getEncoded();
        try {
            return kem.privateKey(encoded);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    /**
     * A shared secret, and what its receiver gets of it.
     *
     * @param ciphertext 1,088 bytes
     * @param secret 32 bytes; the caller wipes it
     */
    public record Encapsulated(Bytes ciphertext, SecretBytes secret) {}

    /** Makes a fresh pair. */
    public static MlKemKey generate(SecureRandom random) {
        return of(SecretBytes.random(random, SEED_LENGTH));
    }

    /**
     * Takes over a seed.
     *
     * @throws VerificationException if it has not 64 bytes
     */
    public static MlKemKey of(SecretBytes seed) {
        if (seed.length() != SEED_LENGTH) {
            throw new VerificationException("The seed of an ML-KEM key has an invalid length.");
        }
        return new MlKemKey(seed);
    }

    /** Returns the public half: 1,184 bytes. */
    public byte[] publicKey() {
        return expanded.getPublicKey();
    }

    /** Returns the seed itself, which is wiped when this is closed. */
    public SecretBytes seed() {
        return seed;
    }

    /**
     * Requires that bytes are a public key: their number, and that each coefficient is below q (FIPS 203, 7.2).
     *
     * @throws VerificationException if they are none
     */
    public static void requirePublic(byte[] publicKey) {
        boolean valid = publicKey.length == PUBLIC_LENGTH;
        for (int i = 0; valid && i < COEFFICIENTS; i++) {
            int at = i / 2 * 3;
            int pair = (publicKey[at] & 0xFF) | (publicKey[at + 1] & 0xFF) << 8 | (publicKey[at + 2] & 0xFF) << 16;
            valid = (i % 2 == 0 ? pair & 0xFFF : pair >>> 12) < Q;
        }
        if (!valid) {
            throw new VerificationException("A public key of ML-KEM-768 is malformed.");
        }
    }

    /**
     * Makes a secret that the owner of a public key gets too.
     *
     * @throws VerificationException if it is no public key
     */
    public static Encapsulated encapsulate(byte[] publicKey, SecureRandom random) {
        requirePublic(publicKey);
        return JdkMlKem.get()
                .map(kem -> kem.encapsulate(publicKey, random))
                .orElseGet(() -> encapsulated(publicKey, random));
    }

    /** With Bouncy Castle's. */
    static Encapsulated encapsulated(byte[] publicKey, SecureRandom random) {
        SecretWithEncapsulation made = new MLKEMGenerator(random)
                .generateEncapsulated(new MLKEMPublicKeyParameters(MLKEMParameters.ml_kem_768, publicKey));
        return new Encapsulated(Bytes.of(made.getEncapsulation()), SecretBytes.owning(made.getSecret()));
    }

    /**
     * Takes the secret out of a ciphertext; out of one that was not made for this key, another one. The caller wipes it.
     *
     * @throws VerificationException if it has not 1,088 bytes
     */
    public SecretBytes decapsulate(byte[] ciphertext) {
        if (ciphertext.length != CIPHERTEXT_LENGTH) {
            throw new VerificationException("A ciphertext of ML-KEM-768 has an invalid length.");
        }
        return platform.map(own -> JdkMlKem.get().orElseThrow().decapsulate(own, ciphertext))
                .orElseGet(() -> decapsulated(ciphertext));
    }

    /** With Bouncy Castle's. */
    SecretBytes decapsulated(byte[] ciphertext) {
        return SecretBytes.owning(new MLKEMExtractor(expanded).extractSecret(ciphertext));
    }

    @Override
    public void close() {
        seed.close();
        expanded.destroy();
    }

    @Override
    public String toString() {
        return "ML-KEM-768 key " + Arrays.hashCode(publicKey());
    }
}
