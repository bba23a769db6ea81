package org.quorumkms.party;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Base64Url;

/**
 * What people paste (protocol.md section 10): one word of at most 8,192 characters, a prefix, base64url, and a full stop at
 * its end. Mail programs break lines and shells add spaces, so white space in it is ignored; without the full stop the word
 * ends before the first character that does not belong to it.
 */
final class PastedWord {

    private static final int LONGEST = 8192;

    private final String prefix;
    private final String what;

    PastedWord(String prefix, String what) {
        this.prefix = prefix;
        this.what = what;
    }

    /** Returns whether a text begins with one. */
    boolean isIn(String text) {
        return text.strip().startsWith(prefix);
    }

    String write(Map<String, @Nullable Object> members) {
        return prefix + Base64Url.encode(Json.write(members).getBytes(StandardCharsets.UTF_8)) + ".";
    }

    /** Reads the members of the one that stands at the beginning of a text. */
    Fields read(String text) {
        String word = body(text.strip());
        if (prefix.length() + word.length() + 1 > LONGEST) {
            throw malformed();
        }
        try {
            return StrictJson.object("The " + what, Base64Url.decode(word));
        } catch (KmsException e) {
            throw malformed();
        }
    }

    private String body(String text) {
        if (!text.startsWith(prefix)) {
            throw malformed();
        }
        StringBuilder word = new StringBuilder();
        for (int i = prefix.length(); i < text.length() && word.length() <= LONGEST; i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c)) {
                continue;
            }
            if (!isOfWord(c)) {
                break;
            }
            word.append(c);
        }
        return word.toString();
    }

    private static boolean isOfWord(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    RefusedException malformed() {
        return new RefusedException(
                "This is not a whole " + what + ". Paste all of it, from " + prefix + " to the full stop at its end.");
    }
}
