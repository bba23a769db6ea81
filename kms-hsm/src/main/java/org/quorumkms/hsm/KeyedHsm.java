package org.quorumkms.hsm;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.quorumkms.audit.AuditKey;
import org.quorumkms.crypto.AesGcm;
import org.quorumkms.crypto.Certificates;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.FileSignature;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.jose.FlattenedJws;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.order.Order;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.HsmStatement;
import org.quorumkms.trust.KnownTrusts;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;

/** The HSM whose keys are in this process. */
final class KeyedHsm implements Hsm {

    private final HsmSecrets secrets;
    private final TrustSigner trusts;
    private final DomainVault vault;
    private final DomainMaker domains;
    private final DomainChanges changes;

    KeyedHsm(HsmSecrets secrets, DomainVault.CacheBounds bounds) {
        this.secrets = secrets;
        KnownTrusts known = new KnownTrusts(secrets.genesis());
        this.trusts = new TrustSigner(secrets, known);
        this.vault = new DomainVault(secrets, known, bounds);
        this.domains = new DomainMaker(secrets, known, vault);
        this.changes = new DomainChanges(secrets, known, vault, domains);
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
    public JwsSignature approveTrust(DomainUse use, ControllerRequest request, Trust trust) {
        return vault.use(use, Purpose.OPERATOR, (domain, ring) -> {
            request.require(domain, OperatorRequest.APPROVE_TRUST, trust.thumbprint());
            return ring.signingKey().sign(DocumentType.TRUST_APPROVAL, trust.payload());
        });
    }

    @Override
    public JwsSignature approveOrder(DomainUse use, ControllerRequest request, Order order) {
        return vault.use(use, Purpose.OPERATOR, (domain, ring) -> {
            request.require(domain, OperatorRequest.APPROVE_ORDER, order.thumbprint());
            return ring.signingKey().sign(DocumentType.ORDER_APPROVAL, order.payload());
        });
    }

    @Override
    public Domain createDomain(DomainDraft draft) {
        return domains.create(draft);
    }

    @Override
    public Domain claimDomain(
            ExportedDomain unclaimed, Thumbprint trust, SecretBytes secret, Thumbprint caller, String ownKey) {
        return domains.claim(new DomainMaker.ClaimAttempt(unclaimed, trust, secret, caller, ownKey));
    }

    @Override
    public Domain moveDomain(
            ExportedDomain domain, SeenDomain seen, TrustChain target, Optional<ControllerRequest> request) {
        return changes.move(domain, seen, target, request);
    }

    @Override
    public Domain rotateDomain(ExportedDomain domain, SeenDomain seen) {
        return changes.rotate(domain, seen);
    }

    @Override
    public Domain changeControllers(DomainUse use, Thumbprint controller, boolean add) {
        return changes.controllers(use, controller, add);
    }

    @Override
    public Domain carryOut(ExportedDomain domain, SeenDomain seen, Order order, List<Order> earlier) {
        return changes.carryOut(domain, seen, order, earlier);
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
    public NewDataKey resealDataKey(DomainUse use, Bytes sealed, EncryptionContext context) {
        return vault.use(use, Purpose.ENCRYPT, (domain, ring) -> {
            DomainId id = domain.body().id();
            SecretBytes key = SealedData.open(SealedData.Kind.DATA_KEY, id, ring, sealed, context);
            return new NewDataKey(
                    key, SealedData.seal(SealedData.Kind.DATA_KEY, id, ring.active(), key, context, secrets.random()));
        });
    }

    @Override
    public FlattenedJws signFile(DomainUse use, Thumbprint sha256, long bytes) {
        return vault.use(
                use,
                Purpose.SIGN,
                (domain, ring) -> FileSignature.sign(
                        new FileSignature.Statement(
                                domain.body().id(),
                                domain.body().revision(),
                                sha256,
                                bytes,
                                secrets.clock().instant()),
                        ring.signingKey()));
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

    @Override
    public String toString() {
        return secrets.toString();
    }
}
