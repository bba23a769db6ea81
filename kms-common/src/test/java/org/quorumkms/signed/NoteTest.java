package org.quorumkms.signed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;

/** Notes of section 3: what a reader checks is the same on every Java, what is typed is held to more. */
class NoteTest {

    private static final String SMILE = "\uD83D\uDE00";

    private static void refused(String note) {
        assertThatThrownBy(() -> Note.check(Optional.of(note))).isInstanceOf(VerificationException.class);
        if (!note.isEmpty()) {
            assertThatThrownBy(() -> Note.typed(note)).isInstanceOf(RefusedException.class);
        }
    }

    @Test
    void hasOneTo280CodePointsHoweverManyCharactersThatAre() {
        assertThat(Note.check(Optional.of("x"))).contains("x");
        assertThat(Note.check(Optional.of(SMILE.repeat(280)))).isPresent();
        assertThat(Note.typed(SMILE.repeat(280))).isPresent();
        refused(SMILE.repeat(281));
        refused("x".repeat(281));
        refused("");
    }

    @Test
    void thereMayBeNone() {
        assertThat(Note.check(Optional.empty())).isEmpty();
        assertThat(Note.typed("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 9, 10, 13, 0x1b, 0x1f, 0x7f, 0x80, 0x9b, 0x9f})
    void hasNoControlCharacters(int character) {
        refused("a" + Character.toString(character) + "b");
    }

    @ParameterizedTest
    @ValueSource(ints = {0xd800, 0xdbff, 0xdc00, 0xdfff})
    void hasNoSurrogateAtAnEndOfTheirRange(int character) {
        refused("a" + Character.toString(character) + "b");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x20, 0x7e, 0xa0, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff})
    void hasTheCharactersBesideThoseThatItHasNot(int character) {
        String note = "a" + Character.toString(character) + "b";
        assertThat(Note.check(Optional.of(note))).contains(note);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "\uDE00", "\uDE00\uD83D", "a\uD83Db"})
    void hasNoSurrogateAlone(String note) {
        refused(note);
    }

    /** A reader takes what only Unicode's tables would refuse: they differ between Java versions. */
    @ParameterizedTest
    @ValueSource(
            ints = {
                0xa0, // no-break space
                0xad, // soft hyphen
                0x200b, // zero width space
                0x202e, // right-to-left override
                0x2028, // line separator
                0x2029, // paragraph separator
                0x2066, // left-to-right isolate
                0xe000, // private use
                0x378, // not assigned
                0xfeff // byte order mark
            })
    void whatIsTypedIsPlain(int character) {
        String note = "a" + Character.toString(character) + "b";
        assertThat(Note.check(Optional.of(note))).contains(note);
        assertThatThrownBy(() -> Note.typed(note)).isInstanceOf(RefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dave joins, ticket 4711", "\u00e4\u00df\u4e2d (1 + 1 = 2) \u20ac ~ <b>", "e\u0301"})
    void whatIsTypedIsLettersMarksNumbersPunctuationSymbolsAndSpaces(String note) {
        assertThat(Note.typed(note)).contains(note);
    }
}
