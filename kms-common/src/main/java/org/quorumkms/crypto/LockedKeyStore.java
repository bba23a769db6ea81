package org.quorumkms.crypto;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import org.bouncycastle.jcajce.BCFKSLoadStoreParameter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.quorumkms.errors.RefusedException;

/**
 * A connection key that is sealed under a passphrase: one BCFKS key store, as {@link SealedKeyStore} has for an HSM, its keys derived by
 * {@link Scrypt}.
 */
public final class LockedKeyStore {

    private static final String ALIAS = "connection";

    private LockedKeyStore() {}

    /** Seals. */
    public static byte[] write(ConnectionKeyStore.Entry entry, Passphrase passphrase) {
        char[] password = passphrase.exposed();
        try {
            KeyStore store = KeyStore.getInstance("BCFKS", new BouncyCastleProvider());
            store.load(null, null);
            store.setKeyEntry(ALIAS, entry.key(), password, new Certificate[] {entry.certificate()});
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            store.store(new BCFKSLoadStoreParameter.Builder(out, password)
                    .withStorePBKDFConfig(Scrypt.config(SealedKeyStore.SCRYPT_COST))
                    .build());
            return out.toByteArray();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the connection key could not be sealed", e);
        }
    }

    /**
     * Opens.
     *
     * @throws RefusedException if the passphrase is wrong or the file damaged
     */
    public static ConnectionKeyStore.Entry read(byte[] content, Passphrase passphrase) {
        char[] password = passphrase.exposed();
        try {
            KeyStore store = KeyStore.getInstance("BCFKS", new BouncyCastleProvider());
            store.load(new ByteArrayInputStream(content), password);
            return new ConnectionKeyStore.Entry(
                    (PrivateKey) store.getKey(ALIAS, password), (X509Certificate) store.getCertificate(ALIAS));
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw new RefusedException(
                    "This home cannot be opened: the passphrase is wrong, or its connection key is damaged.");
        }
    }
}
