package org.quorumkms.net;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.quorumkms.crypto.Certificates;
import org.quorumkms.crypto.ConnectionKeyStore;
import org.quorumkms.crypto.EcKeys;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.signed.Thumbprint;

/** A program's own P-256 key: a caller <em>is</em> its thumbprint. */
public final class ConnectionKey {

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
