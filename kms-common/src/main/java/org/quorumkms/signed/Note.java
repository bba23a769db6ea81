package org.quorumkms.signed;

import java.util.Optional;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;

/**
 * What a proposer wants approvers to know (protocol.md section 3): 1 to 280 code points, none below U+0020, none from
 * U+007F to U+009F, no surrogates. That is all that a reader checks: Unicode's tables differ between Java versions, and
 * a line must verify on all. What is typed is held to more ({@link #typed}).
 */
public final class Note {

    /** The most code points. */
    public static final int MOST = 280;

    private Note() {}

    /** Returns a note found in a document, or refuses the document. */
    public static Optional<String> check(Optional<String> note) {
        note.ifPresent(text -> {
            if (!isOne(text)) {
                throw new VerificationException(
                        "A note in the document is not 1 to 280 characters without control characters.");
            }
        });
        return note;
    }

    /** Returns a note that a person typed: letters, marks, numbers, punctuation, symbols and the space; empty: none. */
    public static Optional<String> typed(String note) {
        if (note.isEmpty()) {
            return Optional.empty();
        }
        if (!isOne(note) || !note.codePoints().allMatch(Note::isPlain)) {
            throw new RefusedException(
                    "That note cannot be used. Take 1 to 280 letters, numbers, punctuation, symbols and spaces.");
        }
        return Optional.of(note);
    }

    /** Returns a text as one: what may not stand in a note becomes a question mark, and what is too much is cut. */
    public static String of(String text) {
        StringBuilder note = new StringBuilder();
        text.codePoints().limit(MOST).map(c -> isPlain(c) ? c : '?').forEach(note::appendCodePoint);
        return note.isEmpty() ? "?" : note.toString();
    }

    private static boolean isOne(String text) {
        long length = text.codePoints().count();
        return length >= 1
                && length <= MOST
                && text.codePoints()
                        .noneMatch(c -> c < 0x20 || (c >= 0x7f && c <= 0x9f) || (c >= 0xd800 && c <= 0xdfff));
    }

    private static boolean isPlain(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> character == ' ';
            default -> true;
        };
    }
}
