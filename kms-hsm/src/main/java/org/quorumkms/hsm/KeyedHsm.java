package org.quorumkms.hsm;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.quorumkms.audit.AuditKey;
import org.quorumkms.crypto.AesGcm;
import org.quorumkms.crypto.Certificates;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.message.EncryptionContext;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.HsmStatement;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;

/** The HSM whose keys are in this process. */
final class KeyedHsm implements Hsm {

    private final HsmSecrets secrets;
    private final TrustSigner trusts;
    private final DomainVault vault;
    private final DomainMaker domains;

    KeyedHsm(HsmSecrets secrets, DomainVault.CacheBounds bounds) {
        this.secrets = secrets;
        this.trusts = new TrustSigner(secrets);
        KnownTrusts known = new KnownTrusts(secrets.genesis());
        this.vault = new DomainVault(secrets, known, bounds);
        this.domains = new DomainMaker(secrets, known, vault);
    }

    @Override
    public HsmKeys keys() {
        return secrets.keys();
    }

    @Override
    public Thumbprint genesis() {
        return secrets.genesis();
    }

    @Override
    public HsmStatement statement() {
        return HsmStatement.make(secrets.keys(), secrets.genesis(), secrets.signing());
    }

    @Override
    public X509Certificate certificate() {
        return secrets.certificate();
    }

    @Override
    public X509Certificate issueServerCertificate(PublicKey serverKey, Instant from, Instant until) {
        EcJwk.of(serverKey);
        return Certificates.issueServer(
                keys().signing().thumbprint(), secrets.signingPrivate(), serverKey, from, until, secrets.random());
    }

    @Override
    public AuditKey certifyAuditKey(Thumbprint server, Bytes key) {
        return AuditKey.certify(
                secrets.signing(), genesis(), server, key, secrets.clock().instant());
    }

    @Override
    public Trust createTrust(TrustDraft draft) {
        return trusts.create(draft);
    }

    @Override
    public Trust signTrust(Trust proposal, TrustChain predecessor) {
        return trusts.sign(proposal, predecessor);
    }

    @Override
    public JwsSignature approveTrust(DomainUse use, EcJwk controller, String signedRequest, Trust trust) {
        return vault.use(use, Purpose.OPERATOR, (domain, ring) -> {
            Thumbprint only = domain.body().controllers().get(0);
            OperatorRequest request = OperatorRequest.verify(signedRequest, controller, only);
            requireAsked(
                    request.domain().equals(domain.body().id())
                            && request.revision() <= domain.body().revision(),
                    "another Domain or a later revision of it");
            requireAsked(request.action().equals(OperatorRequest.APPROVE_TRUST), "another action");
            requireAsked(request.subject().equals(trust.thumbprint()), "another Trust");
            return ring.signingKey().sign(DocumentType.TRUST_APPROVAL, trust.payload());
        });
    }

    @Override
    public Domain createDomain(DomainDraft draft) {
        return domains.create(draft);
    }

    @Override
    public Domain claimDomain(ExportedDomain unclaimed, Thumbprint trust, SecretBytes secret, Thumbprint caller) {
        return domains.claim(unclaimed, trust, secret, caller);
    }

    @Override
    public void verifyDomain(ExportedDomain exported) {
        vault.verifyWhole(exported);
    }

    @Override
    public NewDataKey createDataKey(DomainUse use, EncryptionContext context) {
        return vault.use(use, Purpose.ENCRYPT, (domain, ring) -> {
            SecretBytes key = SecretBytes.random(secrets.random(), AesGcm.KEY_LENGTH);
            Bytes sealed = SealedData.seal(
                    SealedData.Kind.DATA_KEY, domain.body().id(), ring.active(), key, context, secrets.random());
            return new NewDataKey(key, sealed);
        });
    }

    @Override
    public SecretBytes openDataKey(DomainUse use, Bytes sealed, EncryptionContext context) {
        return open(SealedData.Kind.DATA_KEY, use, sealed, context);
    }

    @Override
    public Bytes encrypt(DomainUse use, SecretBytes data, EncryptionContext context) {
        return vault.use(
                use,
                Purpose.ENCRYPT,
                (domain, ring) -> SealedData.seal(
                        SealedData.Kind.DATA, domain.body().id(), ring.active(), data, context, secrets.random()));
    }

    @Override
    public SecretBytes decrypt(DomainUse use, Bytes sealed, EncryptionContext context) {
        return open(SealedData.Kind.DATA, use, sealed, context);
    }

    private SecretBytes open(SealedData.Kind kind, DomainUse use, Bytes sealed, EncryptionContext context) {
        return vault.use(
                use,
                Purpose.ENCRYPT,
                (domain, ring) -> SealedData.open(kind, domain.body().id(), ring, sealed, context));
    }

    private static void requireAsked(boolean holds, String instead) {
        if (!holds) {
            throw new VerificationException("T8: the operator's signed request names " + instead + ".");
        }
    }

    @Override
    public String toString() {
        return secrets.toString();
    }
}
