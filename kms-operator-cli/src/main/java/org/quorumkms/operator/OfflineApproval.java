package org.quorumkms.operator;

import java.util.List;
import java.util.Set;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.FlattenedJws;
import org.quorumkms.jose.GeneralJws;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Bytes;
import org.quorumkms.trust.Trust;

/**
 * An approval of a Trust in a file: a JWS over its payload with one signature, flattened or general (RFC 7515, 7.2), as
 * every JOSE tool makes one.
 *
 * @param payload what was approved
 * @param signature the approval
 */
public record OfflineApproval(Bytes payload, JwsSignature signature) {

    private static final String WHAT = "The approval";

    /** Approves what was shown, with an operator's own key. */
    public static OfflineApproval of(Trust shown, SigningKey key) {
        return new OfflineApproval(shown.payload(), key.sign(DocumentType.TRUST_APPROVAL, shown.payload()));
    }

    /** Reads a file's text. */
    public static OfflineApproval parse(String text) {
        Fields members = StrictJson.object(WHAT, text);
        if (members.has("signatures")) {
            GeneralJws jws = GeneralJws.read(WHAT, Set.of(DocumentType.TRUST_APPROVAL), members);
            if (jws.signatures().size() != 1) {
                throw new VerificationException(WHAT + " has one signature; this file has "
                        + jws.signatures().size() + ".");
            }
            return new OfflineApproval(jws.payload(), jws.signatures().get(0));
        }
        FlattenedJws jws = FlattenedJws.readMembers(WHAT, DocumentType.TRUST_APPROVAL, members);
        members.end();
        return new OfflineApproval(jws.payload(), jws.signature());
    }

    /** Returns whether it is about a Trust. */
    public boolean isFor(Trust trust) {
        return payload.equals(trust.payload());
    }

    /** Returns the file's text. */
    public String toText() {
        return Json.writeIndented(new GeneralJws(payload, List.of(signature)).toJson());
    }
}
