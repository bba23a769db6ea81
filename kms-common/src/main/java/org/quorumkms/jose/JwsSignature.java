package org.quorumkms.jose;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/**
 * One signature over a payload, with its protected header as it was received. The header holds exactly {@code alg},
 * {@code typ} and {@code kid}; there is no unprotected one.
 *
 * @param protectedHeader the received base64url text, which is what was signed
 * @param type what the header says the signature is for
 * @param kid the thumbprint of the key that the header names: a claim, until it is compared with a key
 * @param signature the bytes of the signature
 */
public record JwsSignature(String protectedHeader, DocumentType type, Thumbprint kid, Bytes signature) {

    /** Reads the two members {@code protected} and {@code signature}, leaving others to the caller. */
    public static JwsSignature read(Fields members) {
        String protectedHeader = members.text("protected");
        Bytes signature = Bytes.fromBase64Url(members.text("signature"));
        Fields header = StrictJson.object(
                "A protected header", Bytes.fromBase64Url(protectedHeader).toArray());
        DocumentType type = DocumentType.of(header.text("typ"));
        if (!header.text("alg").equals(type.algorithm())) {
            throw new VerificationException(
                    "A signature of type " + type.typ() + " is made with " + type.algorithm() + ", not otherwise.");
        }
        Thumbprint kid = new Thumbprint(header.text("kid"));
        header.end();
        return new JwsSignature(protectedHeader, type, kid, signature);
    }

    /** Reads a signature that stands alone. */
    public static JwsSignature parse(String text) {
        Fields members = StrictJson.object("A signature", text);
        JwsSignature signature = read(members);
        members.end();
        return signature;
    }

    /** Returns the two members. */
    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> members = Json.object();
        members.put("protected", protectedHeader);
        members.put("signature", signature.base64Url());
        return members;
    }

    /**
     * Returns whether this is a valid signature of the wanted kind over the payload by the key. The key comes from a
     * document that was verified, never from the signature.
     */
    public boolean isValid(DocumentType wanted, Bytes payload, PublicJwk key) {
        return type == wanted
                && kid.equals(key.thumbprint())
                && JoseSignatures.verify(type, key, protectedHeader + "." + payload.base64Url(), signature.toArray());
    }
}
