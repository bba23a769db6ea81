package org.quorumkms.net;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.quorumkms.crypto.Certificates;
import org.quorumkms.crypto.ConnectionKeyStore;
import org.quorumkms.crypto.EcKeys;
import org.quorumkms.home.Home;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.signed.Thumbprint;

/** A program's own P-256 key: a caller <em>is</em> its thumbprint. */
public final class ConnectionKey {

    private static final String FILE = "connection.p12";

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
        return made(home)
                .orElseGet(() -> home.locked(() -> made(home).orElseGet(() -> {
                    ConnectionKey key = generate(clock.instant(), random);
                    home.write(FILE, key.write());
                    return key;
                })));
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
