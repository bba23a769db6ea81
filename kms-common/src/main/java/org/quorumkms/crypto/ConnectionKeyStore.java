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
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.bc.BcPKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS12SafeBagBuilder;
import org.quorumkms.errors.RefusedException;

/**
 * A connection key in a PKCS#12 file (RFC 7292). What protects it is the owner-only permission of the file; its
 * password is empty, because one that stood beside it would protect nothing. For the same reason nothing is derived from
 * it ten thousand times, as the JDK would: that takes a program longer to start than all else it does with the file. Its
 * MAC finds damage.
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
            store.load(new ByteArrayInputStream(frugal(entry.certificate())), NO_PASSWORD);
            store.setEntry(
                    ALIAS,
                    new KeyStore.PrivateKeyEntry(entry.key(), new Certificate[] {entry.certificate()}),
                    new KeyStore.PasswordProtection(
                            NO_PASSWORD, KEY_PROTECTION, new PBEParameterSpec(new byte[SALT_LENGTH], 1)));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            store.store(out, NO_PASSWORD);
            return out.toByteArray();
        } catch (GeneralSecurityException | IOException | PKCSException e) {
            throw new IllegalStateException("the connection key could not be written", e);
        }
    }

    /**
     * Makes a file of a readable certificate with a MAC of one round. The JDK's key store stays with what it was read with;
     * one that begins empty derives ten thousand rounds for each, also from no password.
     */
    private static byte[] frugal(X509Certificate certificate) throws IOException, PKCSException {
        AlgorithmIdentifier sha256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE);
        return new PKCS12PfxPduBuilder()
                .addData(new JcaPKCS12SafeBagBuilder(certificate).build())
                .build(new BcPKCS12MacCalculatorBuilder(new SHA256Digest(), sha256).setIterationCount(1), NO_PASSWORD)
                .getEncoded(ASN1Encoding.DER);
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
