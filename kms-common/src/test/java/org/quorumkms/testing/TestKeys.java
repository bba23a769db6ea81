package org.quorumkms.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.quorumkms.crypto.EcKeys;
import org.quorumkms.crypto.MlKemKey;
import org.quorumkms.crypto.RsaKeys;
import org.quorumkms.crypto.SecretBytes;

/**
 * Keys that the tests of one build share. An RSA-3072 pair takes 0.3 s, and a build has some twenty JVMs; so what one of them made
 * lies in target/test-keys of this module, until {@code mvn clean}.
 */
public final class TestKeys {

    private static final Map<Integer, KeyPair> RSA = new ConcurrentHashMap<>();
    private static final Map<Integer, KeyPair> EC = new ConcurrentHashMap<>();

    private static final Path MADE = folder();

    private TestKeys() {}

    /** Returns the RSA pair with a number, always the same one. */
    public static KeyPair rsa(int number) {
        return RSA.computeIfAbsent(number, TestKeys::readOrMade);
    }

    /** Returns the P-256 pair with a number, always the same one. */
    public static KeyPair ec(int number) {
        return EC.computeIfAbsent(number, made -> EcKeys.generate());
    }

    /** Returns a source that gives one pair after the other, from a number on, 24 of them and then again. */
    public static Supplier<KeyPair> rsaFrom(int first) {
        AtomicInteger next = new AtomicInteger();
        return () -> rsa(first + next.getAndIncrement() % 24);
    }

    /** Returns the ML-KEM pair with a number, always the same one. */
    public static MlKemKey mlKem(int number) {
        byte[] seed = new byte[MlKemKey.SEED_LENGTH];
        Arrays.fill(seed, (byte) number);
        seed[0] = (byte) (number >> 8);
        return MlKemKey.of(SecretBytes.owning(seed));
    }

    private static KeyPair readOrMade(int number) {
        Path file = MADE.resolve("rsa-" + number);
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(MADE);
                Path made = Files.createTempFile(MADE, "new", null);
                Files.write(made, RsaKeys.generate().getPrivate().getEncoded());
                // Whoever is second takes the key of whoever was first.
                try {
                    Files.createLink(file, made);
                } catch (FileAlreadyExistsException e) {
                    // It is read below.
                }
                Files.delete(made);
            }
            return read(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyPair read(byte[] encoded) {
        try {
            KeyFactory factory = KeyFactory.getInstance("RSA");
            RSAPrivateCrtKey key = (RSAPrivateCrtKey) factory.generatePrivate(new PKCS8EncodedKeySpec(encoded));
            return new KeyPair(
                    factory.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent())), key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM has no RSA.", e);
        }
    }

    /** Beside this class, or the jar that it is in: in target. */
    private static Path folder() {
        try {
            return Path.of(TestKeys.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .resolveSibling("test-keys");
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Where this class is has no path.", e);
        }
    }
}
