package org.quorumkms.jose;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;

/** A document with one signature as one word: the JWS Compact Serialization (RFC 7515, 7.1), of a {@link FlattenedJws}. */
public final class CompactJws {

    private CompactJws() {}

    /** Returns the word: header, payload and signature with full stops between them. */
    public static String write(FlattenedJws jws) {
        return jws.signature().protectedHeader() + "." + jws.payload().base64Url() + "."
                + jws.signature().signature().base64Url();
    }

    /**
     * Reads the word.
     *
     * @throws VerificationException if it has not three parts, or is not of the type
     */
    public static FlattenedJws read(String what, DocumentType type, String word) {
        String[] parts = word.split("\\.", -1);
        if (parts.length != 3) {
            throw new VerificationException(what + " has not the three parts of a compact JWS.");
        }
        Map<String, @Nullable Object> members = Json.object();
        members.put("protected", parts[0]);
        members.put("payload", parts[1]);
        members.put("signature", parts[2]);
        Fields flattened = StrictJson.object(what, Json.write(members));
        return FlattenedJws.readMembers(what, type, flattened);
    }
}
