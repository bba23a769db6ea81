package org.quorumkms.domain;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.FlattenedJws;
import org.quorumkms.jose.PublicJwk;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/**
 * An operator's word that it keeps its approval key itself: a JWS by that key (PS256, {@code typ: kms-own-key}) over the
 * connection key that will be the controller of its Domain. So nobody can enrol another's key as its own.
 *
 * @param controller the thumbprint of the connection key that claims it
 * @param key the approval key
 */
public record OwnKey(Thumbprint controller, RsaJwk key) {

    private static final int VERSION = 2;
    private static final String WHAT = "The statement of the operator's own key";

    /** Signs the statement with the approval key; returns the JWS as text. */
    public static String sign(Thumbprint controller, SigningKey approvalKey) {
        Map<String, @Nullable Object> members = Json.object();
        members.put("version", VERSION);
        members.put("controller", controller.value());
        members.put("key", approvalKey.publicKey().toJson());
        return FlattenedJws.sign(approvalKey, DocumentType.OWN_KEY, Bytes.utf8(Json.write(members)))
                .toText();
    }

    /**
     * Reads a statement and verifies that its key made it, for this connection key.
     *
     * @throws VerificationException if it did not
     */
    public static OwnKey verify(String text, Thumbprint controller) {
        FlattenedJws jws = FlattenedJws.read(WHAT, DocumentType.OWN_KEY, text);
        Fields members = StrictJson.object(WHAT, jws.payload().toArray());
        members.version(VERSION);
        OwnKey own = new OwnKey(new Thumbprint(members.text("controller")), PublicJwk.readRsa(members.object("key")));
        members.end();
        if (!jws.isSignedBy(own.key()) || !own.controller().equals(controller)) {
            throw new VerificationException("D4: " + WHAT.toLowerCase(java.util.Locale.ROOT)
                    + " is not that key's, or is for another connection key.");
        }
        return own;
    }
}
