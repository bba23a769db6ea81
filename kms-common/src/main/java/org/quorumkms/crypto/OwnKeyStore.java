package org.quorumkms.crypto;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Collections;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.signed.Thumbprint;

/**
 * The file in which an operator keeps its approval key itself: PKCS#12 (RFC 7292) with one RSA private key and its
 * certificate, as keytool and openssl write it too, sealed with a password.
 */
public final class OwnKeyStore {

    private static final String KIND = "PKCS12";
    private static final String ALIAS = "approval";

    private OwnKeyStore() {}

    /**
     * Reads the one key of a file.
     *
     * @param name the file's name, for the message
     * @throws RefusedException if the password is wrong, or there is not exactly one RSA key
     */
    public static KeyPair read(String name, byte[] content, Passphrase password) {
        try {
            KeyStore store = KeyStore.getInstance(KIND);
            store.load(new ByteArrayInputStream(content), password.exposed());
            for (String alias : Collections.list(store.aliases())) {
                if (store.getKey(alias, password.exposed()) instanceof PrivateKey key
                        && store.getCertificate(alias).getPublicKey() instanceof RSAPublicKey publicKey) {
                    return new KeyPair(publicKey, key);
                }
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new RefusedException(name + " cannot be read: the password is wrong, or it is not a PKCS#12 file.");
        }
        throw new RefusedException(name
                + " holds no RSA private key with its certificate. An approval key is RSA of 3072" + " or 4096 bits.");
    }

    /** Returns the content of a file with a key, and a certificate that only carries its public half. */
    public static byte[] write(
            KeyPair pair, Thumbprint thumbprint, Passphrase password, Instant now, SecureRandom random) {
        try {
            KeyStore store = KeyStore.getInstance(KIND);
            store.load(null, null);
            store.setKeyEntry(ALIAS, pair.getPrivate(), password.exposed(), new Certificate[] {
                Certificates.selfSignedHsm(thumbprint, pair.getPublic(), pair.getPrivate(), now, random)
            });
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            store.store(out, password.exposed());
            return out.toByteArray();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the approval key could not be written", e);
        }
    }
}
