package org.quorumkms.domain;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.jose.FlattenedJws;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/**
 * What a controller asks of its Domain, an operator's or one that a quorum opens, signed by its connection key (D3; ES256): so a server cannot approve
 * in an operator's name. It names the thumbprint of what was shown (T8).
 *
 * @param domain which Domain should act
 * @param revision the thumbprint of the revision that shall act
 * @param action what to do
 * @param subject what to do it to: a thumbprint, or the id of a roll call
 */
public record OperatorRequest(DomainId domain, Thumbprint revision, String action, String subject) {

    /** Names what has a thumbprint. */
    public OperatorRequest(DomainId domain, Thumbprint revision, String action, Thumbprint subject) {
        this(domain, revision, action, subject.value());
    }

    /** The action that approves a Trust; the subject is the Trust. */
    public static final String APPROVE_TRUST = DocumentType.TRUST_APPROVAL.typ();

    /** The action that approves an order; the subject is the order. */
    public static final String APPROVE_ORDER = DocumentType.ORDER_APPROVAL.typ();

    /** The action that moves the operator's own Domain (D5); the subject is the Trust it moves to. */
    public static final String REWRAP = "kms-domain-rewrap";

    /** The action that answers a roll call; the subject is the call's id. */
    public static final String ROLL_CALL = DocumentType.ROLL_CALL.typ();

    /** The action that opens what a quorum released (O4), of the Domain that is opened; the subject is the order. */
    public static final String OPEN = "kms-open";

    private static final String WHAT = "The operator's request";

    /** Signs the request with the controller's connection key; returns the JWS as text. */
    public String sign(SigningKey connectionKey) {
        Map<String, @Nullable Object> members = Json.object();
        members.put("domain", domain.value());
        members.put("revision", revision.value());
        members.put("action", action);
        members.put("subject", subject);
        return FlattenedJws.sign(connectionKey, DocumentType.REQUEST, Bytes.utf8(Json.write(members)))
                .toText();
    }

    /**
     * Reads a request and verifies that the key made it.
     *
     * @param controller the public connection key of the Domain's one controller, as the caller presented it: its
     *     thumbprint must be the one in the Domain, which this compares
     * @param expected the thumbprint of the Domain's one controller
     */
    public static OperatorRequest verify(String text, EcJwk controller, Thumbprint expected) {
        FlattenedJws jws = FlattenedJws.read(WHAT, DocumentType.REQUEST, text);
        if (!controller.thumbprint().equals(expected) || !jws.isSignedBy(controller)) {
            throw new VerificationException(
                    "D3: the request is not signed by the controller of the operator's Domain.");
        }
        Fields members = StrictJson.object(WHAT, jws.payload().toArray());
        OperatorRequest request = new OperatorRequest(
                new DomainId(members.text("domain")),
                new Thumbprint(members.text("revision")),
                members.text("action"),
                members.text("subject"));
        members.end();
        return request;
    }
}
