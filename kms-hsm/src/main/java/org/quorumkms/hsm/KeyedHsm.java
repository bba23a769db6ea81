package org.quorumkms.hsm;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.quorumkms.audit.AuditKey;
import org.quorumkms.audit.LogId;
import org.quorumkms.crypto.AesGcm;
import org.quorumkms.crypto.Certificates;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.FileSignature;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.jose.FlattenedJws;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.order.Order;
import org.quorumkms.rollcall.CallId;
import org.quorumkms.rollcall.RollCallAnswer;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.HsmStatement;
import org.quorumkms.trust.KnownTrusts;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;

/** An HSM, whose keys are in this process or in a device. */
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
    public Optional<String> away() {
        return secrets.away();
    }

    @Override
    public Thumbprint genesis() {
        return secrets.genesis();
    }

    @Override
    public HsmStatement statement() {
        return secrets.statement();
    }

    @Override
    public X509Certificate certificate() {
        return secrets.certificate();
    }

    @Override
    public X509Certificate issueServerCertificate(PublicKey serverKey, Instant from, Instant until) {
        EcJwk.of(serverKey);
        return Certificates.issueServer(
                keys().signing().thumbprint(), secrets.signing().signer(), serverKey, from, until, secrets.random());
    }

    @Override
    public AuditKey certifyAuditKey(LogId log, Bytes key) {
        return AuditKey.certify(
                secrets.signing(), genesis(), log, key, secrets.clock().instant());
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
        return vault.use(use, Right.APPROVE, (domain, ring) -> {
            request.require(domain, OperatorRequest.APPROVE_TRUST, trust.thumbprint());
            return ring.signingKey().sign(DocumentType.TRUST_APPROVAL, trust.payload());
        });
    }

    @Override
    public JwsSignature approveOrder(DomainUse use, ControllerRequest request, Order order) {
        return vault.use(use, Right.APPROVE, (domain, ring) -> {
            request.require(domain, OperatorRequest.APPROVE_ORDER, order.thumbprint());
            return ring.signingKey().sign(DocumentType.ORDER_APPROVAL, order.payload());
        });
    }

    @Override
    public String answerRollCall(DomainUse use, ControllerRequest request, CallId call) {
        return vault.use(use, Right.APPROVE, (domain, ring) -> {
            request.require(domain, OperatorRequest.ROLL_CALL, call.value());
            return RollCallAnswer.sign(
                    ring.signingKey(), genesis(), call, secrets.clock().instant());
        });
    }

    @Override
    public Domain createDomain(DomainDraft draft) {
        return domains.create(draft);
    }

    @Override
    public Domain claimDomain(ClaimAttempt attempt) {
        return domains.claim(attempt);
    }

    @Override
    public Domain inviteDomain(DomainInLine domain, SeenDomain seen, Optional<ClaimTerms> claim) {
        return changes.invite(domain, seen, claim);
    }

    @Override
    public Domain moveDomain(
            DomainInLine domain, SeenDomain seen, TrustChain target, Optional<ControllerRequest> request) {
        return changes.move(domain, seen, target, request);
    }

    @Override
    public Domain rotateDomain(DomainInLine domain, SeenDomain seen) {
        return changes.rotate(domain, seen);
    }

    @Override
    public Domain changeControllers(DomainUse use, List<Controller> add, List<Thumbprint> remove) {
        return changes.controllers(use, add, remove);
    }

    @Override
    public Domain endSignatures(DomainUse use) {
        return changes.endSignatures(use);
    }

    @Override
    public Domain carryOut(DomainInLine domain, SeenDomain seen, Order order) {
        return changes.carryOut(domain, seen, order);
    }

    @Override
    public VerifiedDomain verifyDomain(DomainInLine domain) {
        return vault.verifyWhole(domain);
    }

    @Override
    public NewDataKey createDataKey(DomainUse use, EncryptionContext context) {
        return vault.use(use, Right.ENCRYPT, (domain, ring) -> {
            requireContext(domain, context);
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
    public FlattenedJws signFile(DomainUse use, Thumbprint sha256, long bytes) {
        return vault.use(
                use,
                Right.SIGN,
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
        return vault.use(use, Right.ENCRYPT, (domain, ring) -> {
            requireContext(domain, context);
            return SealedData.seal(
                    SealedData.Kind.DATA, domain.body().id(), ring.active(), data, context, secrets.random());
        });
    }

    @Override
    public SecretBytes decrypt(DomainUse use, Bytes sealed, EncryptionContext context) {
        return open(SealedData.Kind.DATA, use, sealed, context);
    }

    private SecretBytes open(SealedData.Kind kind, DomainUse use, Bytes sealed, EncryptionContext context) {
        return vault.use(use, Right.DECRYPT, (domain, ring) -> {
            if (isOpenedByQuorum(domain)) {
                throw new RefusedException("D9: what is sealed under Domain "
                        + domain.body().name() + " is opened only when its operators order it, file by file.");
            }
            return SealedData.open(kind, domain.body().id(), ring, sealed, context);
        });
    }

    @Override
    public SecretBytes openReleased(
            DomainUse use, ControllerRequest request, Order order, Bytes sealed, EncryptionContext context) {
        return vault.use(use, Right.DECRYPT, (domain, ring) -> {
            order.requireReleases(
                    domain,
                    use.caller(),
                    sealed.thumbprint(),
                    context,
                    secrets.clock().instant());
            request.require(domain, use.caller(), OperatorRequest.OPEN, order.thumbprint());
            return SealedData.open(SealedData.kindOf(sealed), domain.body().id(), ring, sealed, context);
        });
    }

    private static boolean isOpenedByQuorum(VerifiedDomain domain) {
        return domain.body()
                .policy()
                .filter(policy -> policy.decrypt() == Policy.Who.QUORUM)
                .isPresent();
    }

    /** D9: what a quorum opens must say what it is. */
    private static void requireContext(VerifiedDomain domain, EncryptionContext context) {
        if (isOpenedByQuorum(domain) && context.entries().isEmpty()) {
            throw new RefusedException("D9: under Domain " + domain.body().name()
                    + " nothing is sealed without a context. Give one: -c KEY=VALUE.");
        }
    }

    @Override
    public String toString() {
        return secrets.toString();
    }
}
