package org.quorumkms.crypto;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jcajce.BCFKSLoadStoreParameter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.quorumkms.errors.RefusedException;

/**
 * A software HSM's file: one BCFKS key store (Bouncy Castle's FIPS key store; AES-256-CCM and HMAC-SHA-512), its keys
 * derived from the passphrase by {@link Scrypt}.
 *
 * <p>Does not promise to tell a wrong passphrase from a damaged file: both are the same failed check.
 */
public final class SealedKeyStore {

    /** The scrypt cost n of the product: half a second an open, and 32 MiB. */
    public static final int SCRYPT_COST = 1 << 16;

    /** The cost under a passphrase that was made at random: 230 bits need no stretching, and each start of a server would pay for it. */
    private static final int RANDOM_COST = 1 << 10;

    private static final String SIGNING = "signing";
    private static final String ENCRYPTION = "encryption";
    private static final String LABEL = "label";
    private static final String GENESIS = "genesis";
    private static final String KEM = "kem";
    private static final String DATA = "HmacSHA256";

    private final int scryptCost;

    /** Takes the scrypt cost n for what will be written: a power of two, 2^16 in the product. */
    public SealedKeyStore(int scryptCost) {
        this.scryptCost = scryptCost;
    }

    /**
     * What one HSM keeps.
     *
     * @param label its label
     * @param genesis the thumbprint of its system's genesis Trust
     * @param signing its signing key
     * @param signingCertificate the self-signed certificate of the signing key
     * @param encryption its decryption key
     * @param kem its ML-KEM key; none of HSMs that were made before it
     */
    public record Content(
            String label,
            String genesis,
            PrivateKey signing,
            X509Certificate signingCertificate,
            RSAPrivateCrtKey encryption,
            Optional<MlKemKey> kem) {}

    /** Seals; under a passphrase that was made in this process with a low cost. */
    public byte[] write(Content content, Passphrase passphrase) {
        char[] password = passphrase.exposed();
        try {
            KeyStore store = KeyStore.getInstance("BCFKS", new BouncyCastleProvider());
            store.load(null, null);
            store.setKeyEntry(SIGNING, content.signing(), password, chain(content.signingCertificate()));
            // A key store asks for a certificate with every private key. The decryption key signs nothing, not even one
            // for itself, so the signing key's stands here; its public half is computed from the private one.
            store.setKeyEntry(ENCRYPTION, content.encryption(), password, chain(content.signingCertificate()));
            store.setKeyEntry(LABEL, sealed(content.label().getBytes(StandardCharsets.UTF_8)), password, null);
            store.setKeyEntry(GENESIS, sealed(content.genesis().getBytes(StandardCharsets.UTF_8)), password, null);
            if (content.kem().isPresent()) {
                store.setKeyEntry(KEM, sealed(content.kem().get().seed().exposed()), password, null);
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            store.store(new BCFKSLoadStoreParameter.Builder(out, password)
                    .withStorePBKDFConfig(Scrypt.config(passphrase.isRandom() ? RANDOM_COST : scryptCost))
                    .build());
            return out.toByteArray();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the HSM's file could not be sealed", e);
        }
    }

    /**
     * Opens.
     *
     * @param name the file's name, for the message
     * @throws RefusedException if the passphrase is wrong or the file damaged
     */
    public static Content read(String name, byte[] file, Passphrase passphrase) {
        char[] password = passphrase.exposed();
        try {
            KeyStore store = KeyStore.getInstance("BCFKS", new BouncyCastleProvider());
            store.load(new ByteArrayInputStream(file), password);
            return new Content(
                    new String(store.getKey(LABEL, password).getEncoded(), StandardCharsets.UTF_8),
                    new String(store.getKey(GENESIS, password).getEncoded(), StandardCharsets.UTF_8),
                    (PrivateKey) store.getKey(SIGNING, password),
                    (X509Certificate) store.getCertificate(SIGNING),
                    RsaKeys.crt((PrivateKey) store.getKey(ENCRYPTION, password)),
                    kem(Optional.ofNullable(store.getKey(KEM, password))));
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw new RefusedException("The HSM file " + name
                    + " cannot be opened: the passphrase is wrong, or the file is damaged. Check --passphrase-file.");
        }
    }

    private static Optional<MlKemKey> kem(Optional<Key> seed) {
        return seed.map(found -> MlKemKey.of(SecretBytes.owning(found.getEncoded())));
    }

    private static Certificate[] chain(X509Certificate certificate) {
        return new Certificate[] {certificate};
    }

    private static SecretKeySpec sealed(byte[] data) {
        return new SecretKeySpec(data, DATA);
    }
}
