package org.quorumkms.pkcs11;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.PublicKey;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Bytes;
import org.quorumkms.trust.HsmKeys;

/**
 * Attestations as several makers give them (YubiHSM among them): certificates in PEM, one whose key is the HSM's for each key that is
 * attested, and those between it and the maker's root (RFC 5280, 6.1; without revocation, which devices' certificates do not have). What a
 * certificate of the maker means, the maker says; which key is attested is what is verified here.
 */
public final class X509Attestation implements AttestationVerifier {

    private static final String PEM = "-----BEGIN CERTIFICATE-----";

    @Override
    public boolean reads(Bytes document) {
        return new String(document.toArray(), StandardCharsets.ISO_8859_1).contains(PEM);
    }

    @Override
    public Attested verify(Bytes document, Bytes authority, HsmKeys keys, Instant now) {
        List<X509Certificate> chain = certificates("The attestation", document);
        List<X509Certificate> roots = certificates("The authority's file", authority);
        boolean signing = isAttested(chain, roots, keys.signing().publicKey(), now);
        boolean encryption = isAttested(chain, roots, keys.encryption().publicKey(), now);
        if (!signing && !encryption) {
            throw new VerificationException("The attestation has no certificate of a key of HSM " + keys.label()
                    + " that leads to the authority.");
        }
        return new Attested(
                String.join(
                        ", ",
                        roots.stream()
                                .map(root -> root.getSubjectX500Principal().getName())
                                .toList()),
                signing,
                encryption);
    }

    private static List<X509Certificate> certificates(String what, Bytes pem) {
        try {
            List<X509Certificate> certificates = new ArrayList<>();
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.toArray()))
                    .forEach(one -> certificates.add((X509Certificate) one));
            if (!certificates.isEmpty()) {
                return certificates;
            }
        } catch (CertificateException e) {
            throw new VerificationException(what + " holds a damaged certificate.");
        }
        throw new VerificationException(what + " holds no certificate in PEM.");
    }

    private static boolean isAttested(
            List<X509Certificate> chain, List<X509Certificate> roots, PublicKey key, Instant now) {
        Set<TrustAnchor> anchors = new HashSet<>();
        roots.forEach(root -> anchors.add(new TrustAnchor(root, null)));
        return chain.stream()
                .filter(one -> one.getPublicKey().equals(key))
                .anyMatch(one -> leads(one, chain, anchors, now));
    }

    private static boolean leads(
            X509Certificate leaf, List<X509Certificate> chain, Set<TrustAnchor> anchors, Instant now) {
        X509CertSelector wanted = new X509CertSelector();
        wanted.setCertificate(leaf);
        try {
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, wanted);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            CertPathBuilder.getInstance("PKIX").build(parameters);
            return true;
        } catch (CertPathBuilderException | InvalidAlgorithmParameterException noPath) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has PKIX", e);
        }
    }
}
