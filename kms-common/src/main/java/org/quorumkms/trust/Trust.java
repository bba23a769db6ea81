package org.quorumkms.trust;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.GeneralJws;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.quorum.Approvals;
import org.quorumkms.quorum.Quorum;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Signed;
import org.quorumkms.signed.Thumbprint;

/**
 * A Trust: a JWS with many signatures (General JSON Serialization, RFC 7515, 7.2.1), immutable. Reading one says that
 * it is well-formed (T1), not that anybody signed it: that is {@link TrustVerifier}'s to say.
 */
public final class Trust {

    private static final String WHAT = "The Trust";

    private static final Set<DocumentType> SIGNATURES = Set.of(DocumentType.TRUST, DocumentType.TRUST_APPROVAL);

    private final Signed<TrustBody> signed;
    private final Thumbprint thumbprint;
    private final GeneralJws jws;

    private Trust(Signed<TrustBody> signed, Thumbprint thumbprint, GeneralJws jws) {
        this.signed = signed;
        this.thumbprint = thumbprint;
        this.jws = jws;
    }

    /** Makes an unsigned Trust. */
    public static Trust unsigned(TrustBody body) {
        return of(body.write(), List.of());
    }

    /** Reads a payload and its signatures. */
    public static Trust of(Bytes payload, List<JwsSignature> signatures) {
        if (textLength(payload, signatures) > StrictJson.MAX_LENGTH) {
            throw new VerificationException("The Trust is too large: at most 1 MiB of text is read.");
        }
        Signed<TrustBody> signed = new Signed<>(payload, TrustBody.read(payload));
        return new Trust(signed, signed.thumbprint(), new GeneralJws(payload, signatures));
    }

    /** The length of the text, wherever the Trust stands: alone, in a line, or in rows. */
    private static long textLength(Bytes payload, List<JwsSignature> signatures) {
        long length = "{\"payload\":\"\",\"signatures\":[]}".length() + base64UrlLength(payload);
        for (JwsSignature signature : signatures) {
            length += "{\"protected\":\"\",\"signature\":\"\"},".length()
                    + signature.protectedHeader().length()
                    + base64UrlLength(signature.signature());
        }
        return length;
    }

    private static long base64UrlLength(Bytes bytes) {
        return (4L * bytes.length() + 2) / 3;
    }

    /** Reads the text of a Trust. */
    public static Trust parse(String text) {
        return read(StrictJson.object(WHAT, text));
    }

    static Trust read(Fields members) {
        GeneralJws jws = GeneralJws.read(WHAT, SIGNATURES, members);
        return of(jws.payload(), jws.signatures());
    }

    /** Returns what it says. */
    public TrustBody body() {
        return signed.body();
    }

    /** Returns the bytes that are signed. */
    public Bytes payload() {
        return signed.payload();
    }

    /** Returns base64url(SHA-256(payload)): it does not change while signatures are collected. */
    public Thumbprint thumbprint() {
        return thumbprint;
    }

    /** Returns the signatures as they were received: none of them is verified by being here. */
    public List<JwsSignature> signatures() {
        return jws.signatures();
    }

    /** Returns this Trust with one more signature. One of the same kind and key is replaced. */
    public Trust with(JwsSignature signature) {
        return new Trust(signed, thumbprint, jws.with(signature));
    }

    /** T2: counts the approvals of this Trust's own operators. Genesis has none to count: see its kind first. */
    public Approvals<OperatorKey> approvals() {
        return approvalsUnder(body());
    }

    /** T2, T4: counts the approvals of this Trust by the operators of another one, its predecessor. */
    public Approvals<OperatorKey> approvalsUnder(TrustBody governing) {
        return Quorum.count(governing.operators(), governing.quorum(), this::isApprovedBy);
    }

    /** Returns whether an operator's valid approval is among the signatures. */
    public boolean isApprovedBy(OperatorKey operator) {
        return jws.isSignedBy(DocumentType.TRUST_APPROVAL, operator.key());
    }

    /** Returns whether an HSM's valid signature is among the signatures. */
    public boolean isSignedBy(HsmKeys hsm) {
        return jws.isSignedBy(DocumentType.TRUST, hsm.signing());
    }

    /** Returns those of this Trust's own HSMs that validly signed it. */
    public List<HsmKeys> signers() {
        return body().hsms().stream().filter(this::isSignedBy).toList();
    }

    /** Returns the thumbprint of the Trust it follows. */
    public Optional<Thumbprint> predecessor() {
        return body().predecessor();
    }

    /** Returns the members. */
    Map<String, @Nullable Object> toJson() {
        return jws.toJson();
    }

    /**
     * Returns whether a signature on this Trust counts for anybody: a valid approval by one of its operators or its
     * predecessor's, or a valid signature by one of its HSMs.
     */
    public boolean counts(JwsSignature signature, Optional<TrustBody> before) {
        if (signature.type() == DocumentType.TRUST) {
            return body().hsms().stream()
                    .anyMatch(hsm -> hsm.signing().thumbprint().equals(signature.kid())
                            && signature.isValid(DocumentType.TRUST, payload(), hsm.signing()));
        }
        return body().operator(signature.kid())
                .or(() -> before.flatMap(predecessor -> predecessor.operator(signature.kid())))
                .filter(operator -> signature.isValid(DocumentType.TRUST_APPROVAL, payload(), operator.key()))
                .isPresent();
    }

    /** Returns this Trust with only those signatures that count: others say nothing and only take room. */
    public Trust withoutStrangers(Optional<TrustBody> before) {
        return of(
                payload(),
                signatures().stream()
                        .filter(signature -> counts(signature, before))
                        .toList());
    }

    /** Returns the document as text. */
    public String toText() {
        return Json.write(toJson());
    }

    @Override
    public String toString() {
        return "Trust " + body().id() + " (" + thumbprint.abbreviated() + ")";
    }
}
