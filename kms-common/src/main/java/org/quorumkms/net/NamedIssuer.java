package org.quorumkms.net;

import java.math.BigInteger;
import java.security.Principal;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.quorumkms.crypto.Certificates;
import org.quorumkms.signed.Thumbprint;

/**
 * The name of an HSM in the form in which Java asks a trust manager for issuers. There is nothing else in it: a caller
 * knows the HSM's key from a Trust, not its certificate, and the handshake sends the name only.
 */
@SuppressWarnings({"serial", "RedundantSuppression"}) // never serialized
final class NamedIssuer extends X509Certificate {

    private static final String NAME_ONLY = "this is a name only";

    private final transient X500Principal name;

    NamedIssuer(Thumbprint hsm) {
        this.name = new X500Principal(Certificates.hsmName(hsm));
    }

    @Override
    public X500Principal getSubjectX500Principal() {
        return name;
    }

    @Override
    public X500Principal getIssuerX500Principal() {
        return name;
    }

    @Override
    @SuppressWarnings("deprecation") // the platform's abstract method
    public Principal getSubjectDN() {
        return name;
    }

    @Override
    @SuppressWarnings("deprecation") // the platform's abstract method
    public Principal getIssuerDN() {
        return name;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NamedIssuer that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name.toString();
    }

    @Override
    public int getVersion() {
        return 3;
    }

    @Override
    public int getBasicConstraints() {
        return 0;
    }

    @Override
    public boolean hasUnsupportedCriticalExtension() {
        return false;
    }

    @Override
    public @Nullable Set<String> getCriticalExtensionOIDs() {
        return null;
    }

    @Override
    public @Nullable Set<String> getNonCriticalExtensionOIDs() {
        return null;
    }

    @Override
    public byte @Nullable [] getExtensionValue(String oid) {
        return null;
    }

    @Override
    public boolean @Nullable [] getKeyUsage() {
        return null;
    }

    @Override
    public boolean @Nullable [] getIssuerUniqueID() {
        return null;
    }

    @Override
    public boolean @Nullable [] getSubjectUniqueID() {
        return null;
    }

    @Override
    public byte @Nullable [] getSigAlgParams() {
        return null;
    }

    @Override
    public void checkValidity() {
        throw new UnsupportedOperationException(NAME_ONLY);
    }

    @Override
    public void checkValidity(Date date) {
        throw new UnsupportedOperationException(NAME_ONLY);
    }

    @Override
    public BigInteger getSerialNumber() {
        throw new UnsupportedOperationException(NAME_ONLY);
    }

    @Override
    public Date getNotBefore() {
        throw new UnsupportedOperationException(NAME_ONLY);
    }

    @Override
    public Date getNotAfter() {
        throw new UnsupportedOperationException(NAME_ONLY);
    }

    @Override
    public byte[] getTBSCertificate() {
        throw new UnsupportedOperationException(NAME_ONLY);
    }

    @Override
    public byte[] getSignature() {
        throw new UnsupportedOperationException(NAME_ONLY);
    }

    @Override
    public String getSigAlgName() {
        throw new UnsupportedOperationException(NAME_ONLY);
    }

    @Override
    public String getSigAlgOID() {
        throw new UnsupportedOperationException(NAME_ONLY);
    }

    @Override
    public byte[] getEncoded() {
        throw new UnsupportedOperationException(NAME_ONLY);
    }

    @Override
    public void verify(PublicKey key) {
        throw new UnsupportedOperationException(NAME_ONLY);
    }

    @Override
    public void verify(PublicKey key, String provider) {
        throw new UnsupportedOperationException(NAME_ONLY);
    }

    @Override
    public PublicKey getPublicKey() {
        throw new UnsupportedOperationException(NAME_ONLY);
    }
}
