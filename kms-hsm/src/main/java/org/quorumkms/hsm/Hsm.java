package org.quorumkms.hsm;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.quorumkms.audit.AuditKey;
import org.quorumkms.audit.LogId;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.jose.FlattenedJws;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.order.Order;
import org.quorumkms.rollcall.CallId;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.HsmStatement;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;

/**
 * A hardware security module, or software that stands in for one. Its private keys never leave it (the ML-KEM key of one in a
 * token is in the server's process), and everything that is handed to it is a raw document that it verifies itself, to the
 * genesis that is sealed in it.
 *
 * <p>What it does not promise: that a Trust or a Domain is the newest. It has no memory; the Manager, a server's memory and the
 * store keep T6 and the newest-revision part of D3.
 *
 * <p>Every method throws {@link org.quorumkms.errors.RefusedException} where a rule or a right does not allow what is
 * asked, and {@link org.quorumkms.errors.VerificationException} where a document or ciphertext does not verify.
 */
public interface Hsm {

    /** Returns its label and public keys. */
    HsmKeys keys();

    /** Returns the thumbprint of the genesis Trust of the one system that it belongs to. */
    Thumbprint genesis();

    /** Returns why its device is unavailable now; empty: it is there, as software always is. */
    Optional<String> away();

    /** Returns its own statement of its keys. */
    HsmStatement statement();

    /** Returns its own self-signed certificate. */
    X509Certificate certificate();

    /** Vouches for a server: issues a certificate for its P-256 key. */
    X509Certificate issueServerCertificate(PublicKey serverKey, Instant from, Instant until);

    /** Certifies the Ed25519 key, 32 bytes, that signs the audit log of a server. */
    AuditKey certifyAuditKey(LogId log, Bytes key);

    /** Makes an unsigned Trust from HSMs' statements and operators' Domains, all of which it verifies (T1). */
    Trust createTrust(TrustDraft draft);

    /**
     * Signs a Trust if T1 to T5 allow it.
     *
     * @param proposal the Trust with the approvals it has
     * @param predecessor the line from genesis to its predecessor
     * @return the Trust with this HSM's signature
     */
    Trust signTrust(Trust proposal, TrustChain predecessor);

    /**
     * Approves a Trust with the key of an operator's Domain, at its controller's own word (D3, T8).
     *
     * @param use the operator's Domain; the caller is its controller
     * @param request the controller's request, which names the Trust's thumbprint
     * @param trust the Trust
     * @return the operator's approval
     */
    JwsSignature approveTrust(DomainUse use, ControllerRequest request, Trust trust);

    /** Approves an order, as {@link #approveTrust} a Trust. */
    JwsSignature approveOrder(DomainUse use, ControllerRequest request, Order order);

    /** Answers a roll call with an operator's approval key, by this HSM's clock; returns the answer, a JWS as text. */
    String answerRollCall(DomainUse use, ControllerRequest request, CallId call);

    /** Makes revision 1 of a Domain, unclaimed, under a Trust that names this HSM (D1). */
    Domain createDomain(DomainDraft draft);

    /**
     * Makes the caller the controller of an unclaimed Domain (D4), with keys made anew.
     *
     * @return the next revision
     */
    Domain claimDomain(ClaimAttempt attempt);

    /**
     * Makes the invitation of an unclaimed Domain anew, with the same rights, or ends it (D4).
     *
     * @param claim the terms of the new one; none: nobody can claim it any more
     * @return the next revision
     */
    Domain inviteDomain(DomainInLine domain, SeenDomain seen, Optional<ClaimTerms> claim);

    /**
     * Moves a Domain to a Trust that is reached from its own over successor links (D5). If a member was dropped, or the
     * quorum is another, a new master key becomes active. This HSM must be in both Trusts.
     *
     * @param seen the revision that is meant (D3)
     * @param target the line to the Trust
     * @param request for an operator's Domain its controller's word, which names the Trust's thumbprint
     * @return the next revision
     */
    Domain moveDomain(DomainInLine domain, SeenDomain seen, TrustChain target, Optional<ControllerRequest> request);

    /** Makes a new master key, or signing key, the active one of a Domain (D6); returns the next revision. */
    Domain rotateDomain(DomainInLine domain, SeenDomain seen);

    /**
     * Adds controllers to a Domain and removes some, at a controller's request (D4).
     *
     * @param add who is added; one that is there gets these rights
     * @return the next revision
     */
    Domain changeControllers(DomainUse use, List<Controller> add, List<Thumbprint> remove);

    /**
     * Ends what earlier keys of a Domain of purpose {@code sign} signed, at a controller's request (section 5): a new active
     * key, alone.
     *
     * @return the next revision
     */
    Domain endSignatures(DomainUse use);

    /**
     * Carries out an order (O1 to O3).
     *
     * @param seen the revision that is meant (D3)
     * @return the next revision; of a deleted Domain a tombstone without keys
     */
    Domain carryOut(DomainInLine domain, SeenDomain seen, Order order);

    /** Verifies a Domain as before a use (D2), every signature of its line too, for the Manager to import. */
    VerifiedDomain verifyDomain(DomainInLine domain);

    /** Makes a data key and seals it under the Domain's newest master key. */
    NewDataKey createDataKey(DomainUse use, EncryptionContext context);

    /** Opens a sealed data key. The caller wipes it. */
    SecretBytes openDataKey(DomainUse use, Bytes sealed, EncryptionContext context);

    /**
     * Opens what a quorum released (O4): small data or a data key, as what is sealed says. The caller wipes it.
     *
     * @param request the caller's own word, {@code kms-open}
     * @param order what releases it, with its approvals
     */
    SecretBytes openReleased(
            DomainUse use, ControllerRequest request, Order order, Bytes sealed, EncryptionContext context);

    /**
     * Signs the hash of a file with a Domain of purpose {@code sign}: a whole JWS, never bytes that a caller gives.
     *
     * @param sha256 the file's SHA-256
     * @param bytes its length
     */
    FlattenedJws signFile(DomainUse use, Thumbprint sha256, long bytes);

    /** Seals small data under the Domain's newest master key. */
    Bytes encrypt(DomainUse use, SecretBytes data, EncryptionContext context);

    /** Opens sealed data. The caller wipes them. */
    SecretBytes decrypt(DomainUse use, Bytes sealed, EncryptionContext context);
}
