package org.quorumkms.jose;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Bytes;

/**
 * A document with one signature: the Flattened JWS JSON Serialization (RFC 7515, 7.2.2).
 *
 * @param payload what was signed, as it was received
 * @param signature the signature
 */
public record FlattenedJws(Bytes payload, JwsSignature signature) {

    /** Signs a payload. */
    public static FlattenedJws sign(SigningKey key, DocumentType type, Bytes payload) {
        return new FlattenedJws(payload, key.sign(type, payload));
    }

    /** Reads a document of a type. */
    public static FlattenedJws read(String what, DocumentType type, String text) {
        Fields members = StrictJson.object(what, text);
        FlattenedJws jws = readMembers(what, type, members);
        members.end();
        return jws;
    }

    /** Reads the three members of a JWS, leaving others to the caller. */
    public static FlattenedJws readMembers(String what, DocumentType type, Fields members) {
        Bytes payload = Bytes.fromBase64Url(members.text("payload"));
        JwsSignature signature = JwsSignature.read(members);
        if (signature.type() != type) {
            throw new VerificationException(what + " is not signed as one: its type is "
                    + signature.type().typ() + ".");
        }
        return new FlattenedJws(payload, signature);
    }

    /** Returns whether the signature is the key's. */
    public boolean isSignedBy(PublicJwk key) {
        return signature.isValid(signature.type(), payload, key);
    }

    /** Returns the three members. */
    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> members = Json.object();
        members.put("payload", payload.base64Url());
        members.putAll(signature.toJson());
        return members;
    }

    /** Returns the document as text. */
    public String toText() {
        return Json.write(toJson());
    }
}
