package org.quorumkms.crypto;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.crypto.spec.PBEParameterSpec;
import org.quorumkms.errors.RefusedException;

/**
 * A connection key in a PKCS#12 file (RFC 7292). What protects it is the owner-only permission of the file; its
 * password is empty, because one that stood beside it would protect nothing. For the same reason nothing is derived from
 * it ten thousand times, as the JDK would: that takes a program longer to start than all else it does with the file.
 */
public final class ConnectionKeyStore {

    private static final String ALIAS = "connection";
    private static final char[] NO_PASSWORD = new char[0];
    private static final String KEY_PROTECTION = "PBEWithHmacSHA256AndAES_256";
    private static final int SALT_LENGTH = 20;

    private ConnectionKeyStore() {}

    /** A private key with the certificate that carries its public key. */
    public record Entry(PrivateKey key, X509Certificate certificate) {}

    /** Writes the content of the file. */
    public static byte[] write(Entry entry) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            store.setEntry(
                    ALIAS,
                    new KeyStore.PrivateKeyEntry(entry.key(), new Certificate[] {entry.certificate()}),
                    new KeyStore.PasswordProtection(
                            NO_PASSWORD, KEY_PROTECTION, new PBEParameterSpec(new byte[SALT_LENGTH], 1)));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            // Without a password the certificate stays readable and there is no MAC.
            store.store(out, null);
            return out.toByteArray();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the connection key could not be written", e);
        }
    }

    /**
     * Reads the content of the file.
     *
     * @throws RefusedException if it is not such a file
     */
    public static Entry read(byte[] content) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(content), NO_PASSWORD);
            if (store.getKey(ALIAS, NO_PASSWORD) instanceof PrivateKey key
                    && store.getCertificate(ALIAS) instanceof X509Certificate certificate) {
                return new Entry(key, certificate);
            }
        } catch (GeneralSecurityException | IOException e) {
            throw damaged();
        }
        throw damaged();
    }

    private static RefusedException damaged() {
        return new RefusedException("The connection key file connection.p12 cannot be read. Restore it from a backup;"
                + " without it this home has to be enrolled again.");
    }
}
