package org.quorumkms.crypto;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.quorumkms.signed.Thumbprint;

/**
 * X.509 certificates (RFC 5280) as carriers of keys. There is no certificate authority and no name that decides
 * anything: who verifies looks at keys and signatures only.
 */
public final class Certificates {

    /** The object identifier of RSASSA-PSS (RFC 8017, A.2.3), the algorithm of what an HSM issues. */
    public static final String RSASSA_PSS_OID = "1.2.840.113549.1.1.10";

    private static final String PS256 = "SHA256withRSAandMGF1";
    private static final String ES256 = "SHA256withECDSA";
    private static final Instant FOREVER = Instant.parse("9999-12-31T23:59:59Z");

    private Certificates() {}

    /** Makes the certificate in which a caller or a server's home keeps its own P-256 key. */
    public static X509Certificate selfSignedEc(KeyPair pair, Instant now, SecureRandom random) {
        X509v3CertificateBuilder builder =
                builder("CN=quorum-kms", "CN=quorum-kms", now, FOREVER, pair.getPublic(), random);
        return sign(builder, ES256, pair.getPrivate());
    }

    /**
     * Returns the name of an HSM in certificates: the thumbprint of its signing key. It serves the choice of a
     * certificate at a handshake (RFC 8446, 4.2.4) and proves nothing.
     */
    public static String hsmName(Thumbprint signing) {
        return "CN=" + signing.value();
    }

    /** Makes an HSM's own certificate: its signing key, signed by itself, allowed to issue and nothing else. */
    public static X509Certificate selfSignedHsm(
            Thumbprint thumbprint, PublicKey signing, TokenSigner signer, Instant now, SecureRandom random) {
        return sign(selfSigned(thumbprint, signing, now, random), signer);
    }

    /** Makes the same with a key of this process. */
    public static X509Certificate selfSignedHsm(
            Thumbprint thumbprint, PublicKey signing, PrivateKey signingPrivate, Instant now, SecureRandom random) {
        return sign(selfSigned(thumbprint, signing, now, random), PS256, signingPrivate);
    }

    private static X509v3CertificateBuilder selfSigned(
            Thumbprint thumbprint, PublicKey signing, Instant now, SecureRandom random) {
        String name = hsmName(thumbprint);
        X509v3CertificateBuilder builder = builder(name, name, now, FOREVER, signing, random);
        extend(builder, new BasicConstraints(0), new KeyUsage(KeyUsage.keyCertSign));
        return builder;
    }

    /** Issues a server's certificate for its P-256 key, by an HSM's signing key. */
    public static X509Certificate issueServer(
            Thumbprint hsm,
            TokenSigner hsmSigning,
            PublicKey serverKey,
            Instant from,
            Instant until,
            SecureRandom random) {
        X509v3CertificateBuilder builder =
                builder(hsmName(hsm), "CN=quorum-kms server", from, until, serverKey, random);
        extend(builder, new BasicConstraints(false), new KeyUsage(KeyUsage.digitalSignature));
        try {
            builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        } catch (IOException e) {
            throw new IllegalStateException("an extension of constants is encoded", e);
        }
        return sign(builder, hsmSigning);
    }

    private static X509v3CertificateBuilder builder(
            String issuer, String subject, Instant from, Instant until, PublicKey key, SecureRandom random) {
        return new JcaX509v3CertificateBuilder(
                new X500Name(issuer),
                new BigInteger(127, random).setBit(127),
                Date.from(from),
                Date.from(until),
                new X500Name(subject),
                key);
    }

    private static void extend(X509v3CertificateBuilder builder, BasicConstraints constraints, KeyUsage usage) {
        try {
            builder.addExtension(Extension.basicConstraints, true, constraints);
            builder.addExtension(Extension.keyUsage, true, usage);
        } catch (IOException e) {
            throw new IllegalStateException("an extension of constants is encoded", e);
        }
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, String algorithm, PrivateKey key) {
        try {
            return certificate(
                    builder,
                    new JcaContentSignerBuilder(algorithm)
                            .setProvider(BouncyCastle.PROVIDER)
                            .build(key));
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("the certificate could not be signed", e);
        }
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, TokenSigner key) {
        return certificate(builder, new Ps256(key));
    }

    private static X509Certificate certificate(X509v3CertificateBuilder builder, ContentSigner signer) {
        try {
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the certificate could not be made", e);
        }
    }

    /** Collects what is to be signed, and has it signed wherever the key is. */
    private static final class Ps256 implements ContentSigner {

        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private final TokenSigner key;

        Ps256(TokenSigner key) {
            this.key = key;
        }

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return new DefaultSignatureAlgorithmIdentifierFinder().find(PS256);
        }

        @Override
        public OutputStream getOutputStream() {
            return content;
        }

        @Override
        public byte[] getSignature() {
            return key.sign(content.toByteArray());
        }
    }

    /** Made when a certificate is: whoever only names an HSM does without. */
    private static final class BouncyCastle {
        static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();
    }
}
