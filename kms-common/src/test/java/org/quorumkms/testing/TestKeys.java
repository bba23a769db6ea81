package org.quorumkms.testing;

import java.security.KeyPair;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.quorumkms.crypto.EcKeys;
import org.quorumkms.crypto.RsaKeys;

/** Keys that the tests of one JVM share: an RSA-3072 pair takes 0.3 s. */
public final class TestKeys {

    private static final Map<Integer, KeyPair> RSA = new ConcurrentHashMap<>();
    private static final Map<Integer, KeyPair> EC = new ConcurrentHashMap<>();

    private TestKeys() {}

    /** Returns the RSA pair with a number, always the same one. */
    public static KeyPair rsa(int number) {
        return RSA.computeIfAbsent(number, made -> RsaKeys.generate());
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
}
