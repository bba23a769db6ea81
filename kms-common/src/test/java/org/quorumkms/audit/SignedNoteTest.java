package org.quorumkms.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumkms.crypto.Ed25519Key;
import org.quorumkms.errors.VerificationException;

/** C2SP signed-note, as a log has it: a text and exactly one signature line. */
class SignedNoteTest {

    private static final Ed25519Key KEY = Ed25519Key.generate();

    private static String signed(String body) {
        return SignedNote.sign(body, "log", KEY).toText();
    }

    private static void refused(String text) {
        assertThatThrownBy(() -> SignedNote.parse(text))
                .as(text)
                .isInstanceOf(VerificationException.class)
                .hasMessage("A head of the audit log is not a signed note.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "a\n", "a\nb\n", "a\n\nb\n", "\u2014 a\n", "\u00e4\n"})
    void isReadAsItWasWritten(String body) {
        SignedNote note = SignedNote.parse(signed(body));
        assertThat(note.body()).isEqualTo(body);
        assertThat(note.name()).isEqualTo("log");
        assertThat(note.isSignedBy(KEY.publicKey())).isTrue();
        assertThat(note.toText()).isEqualTo(signed(body));
    }

    @Test
    void isSignedByNoOtherKeyAndUnderNoOtherName() {
        SignedNote note = SignedNote.parse(signed("a\n"));
        assertThat(note.isSignedBy(Ed25519Key.generate().publicKey())).isFalse();
        assertThat(SignedNote.parse(signed("a\n").replace(" log ", " lag ")).isSignedBy(KEY.publicKey()))
                .isFalse();
        assertThat(SignedNote.parse(signed("a\n").replace("a\n\n", "b\n\n")).isSignedBy(KEY.publicKey()))
                .isFalse();
    }

    @Test
    void hasAtMost4096Characters() {
        int rest = signed("\n").length() - 1;
        String most = signed("x".repeat(4096 - rest - 1) + "\n");
        assertThat(most).hasSize(4096);
        assertThat(SignedNote.parse(most).isSignedBy(KEY.publicKey())).isTrue();
        refused(signed("x".repeat(4096 - rest) + "\n"));
    }

    @Test
    void hasASignatureOfAName() {
        refused(signed("a\n").replace(" log ", "  "));
        refused(signed("a\n").replace(" log ", " "));
    }

    @Test
    void hasOneSignatureLine() {
        String text = signed("a\n");
        String line = text.substring(text.indexOf('\u2014'));
        refused(text + line);
        refused(text + "\n" + line);
        refused(text.replace("\u2014 log", "\u2014 \nlog"));
        refused(text.replace(" log ", " log\n "));
        refused(text.replace(" log ", " log  "));
        refused(text.substring(0, text.length() - 1) + " more\n");
    }

    @Test
    void endsWithALineEnd() {
        String text = signed("a\n");
        refused(text.substring(0, text.length() - 1));
        refused(text.substring(0, text.length() - 1) + "\r\n");
    }

    @Test
    void hasAnEmptyLineBetweenTextAndSignature() {
        String text = signed("a\n");
        refused(text.replace("\n\n", "\n"));
        refused(text.substring(2));
        refused("");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 64, 67, 69})
    void hasASignatureOf68BytesWithItsKeyId(int length) {
        String text = signed("a\n");
        String before = text.substring(0, text.lastIndexOf(' ') + 1);
        refused(before + Base64.getEncoder().encodeToString(new byte[length]) + "\n");
        refused(before + "*".repeat(92) + "\n");
    }

    /** The last character of 68 bytes in Base64 has spare bits. */
    @Test
    void hasOneSpelling() {
        String text = signed("a\n");
        int last = text.length() - 3;
        char digit = text.charAt(last);
        char same = (char) (digit + 1);
        assertThat(text).endsWith("=\n");
        refused(text.substring(0, last) + same + text.substring(last + 1));
        refused(text.replace("=\n", "\n"));
    }
}
