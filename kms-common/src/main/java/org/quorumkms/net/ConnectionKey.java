package org.quorumkms.net;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.quorumkms.crypto.Certificates;
import org.quorumkms.crypto.ConnectionKeyStore;
import org.quorumkms.crypto.EcKeys;
import org.quorumkms.crypto.LockedKeyStore;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.home.Home;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.signed.Thumbprint;

/** A program's own P-256 key: a caller <em>is</em> its thumbprint. */
public final class ConnectionKey {

    private static final String FILE = "connection.p12";
    private static final String LOCKED = "connection.locked";

    private final ConnectionKeyStore.Entry entry;
    private final EcJwk publicKey;

    private ConnectionKey(ConnectionKeyStore.Entry entry) {
        this.entry = entry;
        this.publicKey = EcJwk.of(entry.certificate().getPublicKey());
    }

    /** Makes a fresh key with its self-signed certificate. */
    public static ConnectionKey generate(Instant now, SecureRandom random) {
        KeyPair pair = EcKeys.generate();
        return new ConnectionKey(
                new ConnectionKeyStore.Entry(pair.getPrivate(), Certificates.selfSignedEc(pair, now, random)));
    }

    /** Returns the key of a home, making it at the first use. A home that has one need not be written. */
    public static ConnectionKey of(Home home, Clock clock, SecureRandom random) {
        return of(home, ConnectionKey::nobodyToAsk, clock, random);
    }

    /**
     * Returns the key of a home that may be locked, making it at the first use.
     *
     * @param passphrase is asked for the passphrase of a locked home
     */
    public static ConnectionKey of(Home home, Supplier<Passphrase> passphrase, Clock clock, SecureRandom random) {
        return found(home, passphrase)
                .orElseGet(() -> home.locked(() -> found(home, passphrase).orElseGet(() -> {
                    ConnectionKey key = generate(clock.instant(), random);
                    home.write(FILE, key.write());
                    return key;
                })));
    }

    /** A lock that was interrupted leaves both files: then the home is open still. */
    private static Optional<ConnectionKey> found(Home home, Supplier<Passphrase> passphrase) {
        return made(home)
                .or(() -> home.read(LOCKED).map(content -> {
                    try (Passphrase opened = passphrase.get()) {
                        return new ConnectionKey(LockedKeyStore.read(content, opened));
                    }
                }));
    }

    private static Passphrase nobodyToAsk() {
        throw new RefusedException("This home is locked, and nobody can be asked for its passphrase.");
    }

    /** Returns whether the key of a home is sealed under a passphrase. */
    public static boolean isLocked(Home home) {
        return home.read(FILE).isEmpty() && home.read(LOCKED).isPresent();
    }

    /** Seals the key of a home under a passphrase. */
    public void lock(Home home, Passphrase passphrase) {
        home.whileLocked(() -> {
            home.write(LOCKED, LockedKeyStore.write(entry, passphrase));
            home.remove(FILE);
        });
    }

    /** Keeps the key of a home without a passphrase again. */
    public void unlock(Home home) {
        home.whileLocked(() -> {
            home.write(FILE, write());
            home.remove(LOCKED);
        });
    }

    private static Optional<ConnectionKey> made(Home home) {
        return home.read(FILE).map(ConnectionKey::read);
    }

    /** Reads the content of a PKCS#12 file. */
    public static ConnectionKey read(byte[] pkcs12) {
        return new ConnectionKey(ConnectionKeyStore.read(pkcs12));
    }

    /** Returns the content of a PKCS#12 file. */
    public byte[] write() {
        return ConnectionKeyStore.write(entry);
    }

    /** Returns the thumbprint of the public key. */
    public Thumbprint thumbprint() {
        return publicKey.thumbprint();
    }

    /** Returns the key as one that signs documents: an operator's requests. */
    public SigningKey signingKey() {
        return new SigningKey(publicKey, entry.key());
    }

    /** Returns the private half: for TLS. */
    public PrivateKey privateKey() {
        return entry.key();
    }

    /** Returns the self-signed certificate that the other end sees. */
    public X509Certificate certificate() {
        return entry.certificate();
    }

    /** Returns the public key. */
    public EcJwk publicKey() {
        return publicKey;
    }

    @Override
    public String toString() {
        return "connection key " + thumbprint();
    }
}
