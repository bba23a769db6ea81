package org.quorumkms.party;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Base64Url;

/**
 * What people paste (protocol.md section 10): one word of at most 8,192 characters, a prefix, base64url, and a full stop at
 * its end. It is taken out of whatever text is around it: mail programs break lines and mark them, shells add spaces, so
 * white space in it and marks at the beginning and end of a line are ignored; without the full stop the word ends before the
 * first other character that does not belong to it.
 */
final class PastedWord {

    private static final int LONGEST = 8192;

    /** How often a text may name the prefix and mean something else. */
    private static final int MOST_TRIES = 16;

    private final String prefix;
    private final String what;

    PastedWord(String prefix, String what) {
        this.prefix = prefix;
        this.what = what;
    }

    /** Returns whether a text has one in it. */
    boolean isIn(String text) {
        return find(text, 0) >= 0;
    }

    String write(Map<String, @Nullable Object> members) {
        return write(Json.write(members));
    }

    String write(String content) {
        return prefix + Base64Url.encode(content.getBytes(StandardCharsets.UTF_8)) + ".";
    }

    /** Reads the members of the first whole one in a text: a mail has words around it. */
    Fields read(String text) {
        return read(text, content -> StrictJson.object("The " + what, content));
    }

    /**
     * Reads the first whole one in a text.
     *
     * @param reader reads what is in a word, and throws where it is cut
     */
    <T> T read(String text, Function<byte[], T> reader) {
        int at = find(text, 0);
        for (int tries = 0; tries < MOST_TRIES && at >= 0; tries++) {
            String word = body(text, at + prefix.length());
            if (prefix.length() + word.length() + 1 <= LONGEST) {
                Optional<T> content = content(word, reader);
                if (content.isPresent()) {
                    return content.get();
                }
            }
            at = find(text, at + 1);
        }
        throw malformed();
    }

    /** Where the prefix begins a word. */
    private int find(String text, int from) {
        int at = text.indexOf(prefix, from);
        while (at > 0 && isOfWord(text.charAt(at - 1))) {
            at = text.indexOf(prefix, at + 1);
        }
        return at;
    }

    private static <T> Optional<T> content(String word, Function<byte[], T> reader) {
        try {
            return Optional.of(reader.apply(Base64Url.decode(word)));
        } catch (KmsException notThisOne) {
            return Optional.empty();
        }
    }

    private static String body(String text, int from) {
        StringBuilder word = new StringBuilder();
        boolean begins = false;
        for (int i = from; i < text.length() && word.length() <= LONGEST; i++) {
            char c = text.charAt(i);
            boolean ends = c == '\n' || c == '\r';
            if (isIgnored(c) || (begins && isOfQuotation(c)) || isSoftBreak(text, i)) {
                begins = begins || ends;
                continue;
            }
            if (!isOfWord(c)) {
                break;
            }
            begins = false;
            word.append(c);
        }
        return word.toString();
    }

    /** White space, and what shows nothing: a zero-width space, a soft hyphen, a byte order mark. */
    private static boolean isIgnored(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.getType(c) == Character.FORMAT;
    }

    /** At the beginning of a line: the mark of a mail that answers another. */
    private static boolean isOfQuotation(char c) {
        return c == '>' || c == '|';
    }

    /** At the end of a line: that it goes on (RFC 2045, 6.7). */
    private static boolean isSoftBreak(String text, int at) {
        return text.charAt(at) == '='
                && at + 1 < text.length()
                && (text.charAt(at + 1) == '\n' || text.charAt(at + 1) == '\r');
    }

    private static boolean isOfWord(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    RefusedException malformed() {
        return new RefusedException(
                "This is not a whole " + what + ". Paste all of it, from " + prefix + " to the full stop at its end.");
    }
}
