package org.quorumkms.party;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.OwnKey;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.CompactJws;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.jose.FlattenedJws;
import org.quorumkms.jose.PublicJwk;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Name;

/**
 * Who somebody is (protocol.md section 10): one word to hand to others, {@code kmsid1.}, base64url of a compact JWS that its
 * connection key signed, and a full stop. Nothing in it is secret. Whoever reads it has the key of whoever made it, and compares
 * its fingerprint over a way that it trusts.
 *
 * @param name how its maker is called
 * @param key its connection key
 * @param approval the approval key that an operator keeps itself, if it does
 * @param own what that key signed of it ({@link OwnKey}); empty without one
 */
public record Identity(String name, EcJwk key, Optional<RsaJwk> approval, String own) {

    private static final PastedWord WORD = new PastedWord("kmsid1.", "identity");
    private static final String WHAT = "The identity";
    private static final int VERSION = 1;

    /** Bytes of an ES256 signature (RFC 7518, 3.4). */
    private static final int SIGNATURE_LENGTH = 64;

    /**
     * Makes the word.
     *
     * @param name how its maker is called
     * @param connection signs it
     * @param approvalKey the key that an operator keeps itself, if it does
     */
    public static String sign(String name, SigningKey connection, Optional<SigningKey> approvalKey) {
        Map<String, @Nullable Object> members = Json.object();
        members.put("version", VERSION);
        members.put("name", Name.typed(name));
        members.put("key", connection.publicKey().toJson());
        approvalKey.ifPresent(own -> {
            members.put("approval", own.publicKey().toJson());
            members.put("own", OwnKey.sign(connection.publicKey().thumbprint(), own));
        });
        return WORD.write(CompactJws.write(
                FlattenedJws.sign(connection, DocumentType.IDENTITY, Bytes.utf8(Json.write(members)))));
    }

    /** Returns whether a text has one in it. */
    public static boolean isOne(String text) {
        return WORD.isIn(text);
    }

    /**
     * Reads a word, and verifies that its key made it.
     *
     * @throws RefusedException if it is not whole
     * @throws VerificationException if a signature in it is another's
     */
    public static Identity parse(String text) {
        FlattenedJws jws = WORD.read(
                text,
                word -> whole(
                        CompactJws.read(WHAT, DocumentType.IDENTITY, new String(word, StandardCharsets.US_ASCII))));
        Identity identity = members(jws);
        if (!jws.isSignedBy(identity.key)) {
            throw new VerificationException("The identity is not signed by the key that it names. Ask for it again.");
        }
        return identity;
    }

    /** A word that was cut has a shorter signature. */
    private static FlattenedJws whole(FlattenedJws jws) {
        if (jws.signature().signature().length() != SIGNATURE_LENGTH) {
            throw WORD.malformed();
        }
        return jws;
    }

    private static Identity members(FlattenedJws jws) {
        Fields members = StrictJson.object(WHAT, jws.payload().toArray());
        members.version(VERSION);
        String name = Name.check(members.text("name"));
        EcJwk key = PublicJwk.readEc(members.object("key"));
        boolean keepsItsOwn = members.has("approval");
        Optional<RsaJwk> approval =
                keepsItsOwn ? Optional.of(PublicJwk.readRsa(members.object("approval"))) : Optional.empty();
        String own = keepsItsOwn ? members.text("own") : "";
        members.end();
        approval.ifPresent(named -> {
            if (!OwnKey.verify(own, key.thumbprint()).key().equals(named)) {
                throw new VerificationException(
                        "The identity names another approval key than the one that vouches for it.");
            }
        });
        return new Identity(name, key, approval, own);
    }

    @Override
    public String toString() {
        return "identity of " + name + ", key " + key.thumbprint();
    }
}
