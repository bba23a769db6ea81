package org.quorumkms.party;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.net.Address;
import org.quorumkms.remote.Data;
import org.quorumkms.testing.TestAuthority;

/** Everything to paste (section 10): one word, from its prefix to the full stop at its end. */
class PastedWordsTest {

    private static final Card CARD = new Card(InvitationTest.contact());
    private static final String WORD = CARD.toText();

    private static void refused(String text) {
        assertThatThrownBy(() -> Card.parse(text))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("not a whole card");
    }

    /** A card whose JSON is this. */
    private static String word(String json) {
        return "kmscard1."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8))
                + ".";
    }

    private static String json() {
        String body = WORD.substring("kmscard1.".length(), WORD.length() - 1);
        return new String(Base64.getUrlDecoder().decode(body), StandardCharsets.UTF_8);
    }

    @Nested
    class Section10 {

        @Test
        void aCardIsOneWordThatReadsBack() {
            assertThat(WORD).matches("kmscard1\\.[A-Za-z0-9_-]+\\.");
            assertThat(Card.parse(WORD)).isEqualTo(CARD);
            assertThat(Card.isOne("  " + WORD)).isTrue();
            assertThat(Card.isOne("kms1.abc.")).isFalse();
            assertThat(CARD.toString()).doesNotContain("kmscard1");
        }

        @Test
        void whiteSpaceAnywhereInItIsIgnored() {
            String broken = WORD.replaceAll("(.{40})", "$1\r\n\t ").replace("kmscard1.\r\n\t ", "kmscard1.");
            assertThat(Card.parse("\n " + broken + " \n")).isEqualTo(CARD);
            assertThat(Card.parse(WORD.substring(0, 20) + "\n" + WORD.substring(20)))
                    .isEqualTo(CARD);
            assertThat(Card.parse(WORD.substring(0, WORD.length() - 1) + "\n.")).isEqualTo(CARD);
        }

        @Test
        void itEndsWithItsFullStopWhateverFollows() {
            assertThat(Card.parse(WORD + " It is for payroll.")).isEqualTo(CARD);
            assertThat(Card.parse(WORD + WORD)).isEqualTo(CARD);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", ",", ")", "\"", ";more"})
        void withoutTheFullStopItEndsBeforeWhatDoesNotBelongToIt(String end) {
            assertThat(Card.parse(WORD.substring(0, WORD.length() - 1) + end)).isEqualTo(CARD);
        }

        @Test
        void withoutTheFullStopWhatFollowsIsTakenForIt() {
            refused(WORD.substring(0, WORD.length() - 1) + " and more");
        }

        @Test
        void everyCutIsRefused() {
            for (int i = 0; i < WORD.length() - 1; i++) {
                refused(WORD.substring(0, i));
                refused(WORD.substring(0, i) + ".");
            }
        }

        @Test
        void anotherWordIsRefused() {
            refused("kms1" + WORD.substring("kmscard1".length()));
            assertThatThrownBy(() -> Invitation.parse(WORD)).isInstanceOf(RefusedException.class);
            refused("x" + WORD);
        }

        /** What comes by mail has words around it, marks of who answers, broken lines, quotation marks. */
        @Test
        void isTakenOutOfTheTextAroundIt() {
            String broken = WORD.replaceAll("(.{60})", "$1\n");
            for (String text : java.util.List.of(
                    "a card: " + WORD,
                    "\ufeff" + WORD,
                    "\"" + WORD + "\"",
                    "<" + WORD.substring(0, WORD.length() - 1) + ">",
                    "Dear Bob,\r\nkmscard1. is what it begins with:\r\n\r\n  " + WORD + "\r\n\r\nRegards.",
                    broken.replace("\n", "\r\n  \t"),
                    "> " + broken.replace("\n", "\n> > "),
                    broken.replace("\n", "=\n"),
                    broken.replace("\n", "\u200b\u00ad\u00a0"))) {
                assertThat(Card.isOne(text)).isTrue();
                assertThat(Card.parse(text)).as(text).isEqualTo(CARD);
            }
        }

        @Test
        void itsJsonIsReadStrictly() {
            assertThat(Card.parse(word(json()))).isEqualTo(CARD);
            refused(word(json() + " {}"));
            refused(word(json().replace("\"version\":1", "\"version\":2")));
            refused(word(json().replace("\"version\":1", "\"version\":1,\"secret\":\"AAAA\"")));
            refused(word(json().replaceFirst(",\"revision\":\"[^\"]*\"", "")));
            refused(word("[]"));
            refused(word("{}"));
        }

        @Test
        void aWordHasAtMost8192Characters() {
            String json = json();
            int room = 8192 - "kmscard1.".length() - 1;
            // 4 characters of base64url are 3 bytes.
            String longest = word(json.replaceFirst("\\{", "{" + " ".repeat(room / 4 * 3 - json.length())));
            assertThat(longest.length()).isBetween(8188, 8192);
            assertThat(Card.parse(longest)).isEqualTo(CARD);
            refused(word(json.replaceFirst("\\{", "{" + " ".repeat(room / 4 * 3 + 3 - json.length()))));
        }

        @Test
        void whatIsWrittenIsNotLongerThanWhatIsRead() {
            Contact full = new Contact(
                    Collections.nCopies(64, new Address("a-host-with-a-name-of-a-usual-length.example.org", 65_535)),
                    CARD.contact().hsm(),
                    CARD.contact().genesis(),
                    CARD.contact().domain(),
                    CARD.contact().revision(),
                    CARD.contact().trust());
            assertThat(Card.parse(new Card(full).toText()).contact()).isEqualTo(full);
        }

        @Test
        void oneNamesOneTo64Servers() {
            for (int count : new int[] {0, 65}) {
                List<Address> servers = Collections.nCopies(count, new Address("127.0.0.1", 7311));
                assertThatThrownBy(() -> new Contact(
                                servers,
                                CARD.contact().hsm(),
                                CARD.contact().genesis(),
                                CARD.contact().domain(),
                                CARD.contact().revision(),
                                CARD.contact().trust()))
                        .isInstanceOf(VerificationException.class);
            }
        }

        @Test
        void anInvitationsSecretHas32Bytes() {
            Invitation whole =
                    new Invitation(CARD.contact(), Data.of(SecretBytes.owning(new byte[31])), TestAuthority.NOW);
            String text = whole.toText();
            assertThatThrownBy(() -> Invitation.parse(text)).isInstanceOf(RefusedException.class);
        }
    }
}
