package org.quorumkms.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Bytes;

/** Encryption contexts (section 5): one map has one encoding, and nothing else is read as one. */
class EncryptionContextTest {

    private static Bytes hex(String... parts) {
        return Bytes.of(HexFormat.of().parseHex(String.join("", parts)));
    }

    private static EncryptionContext of(String... namesAndValues) {
        Map<String, String> entries = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            entries.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new EncryptionContext(entries);
    }

    @Nested
    class Encoding {

        @Test
        void hasCountsAndLengthsOf16BitsAndSortedKeys() {
            EncryptionContext context = of("b", "yes", "a", "1");
            assertThat(context.encoded())
                    .isEqualTo(hex("0002", "0001", "61", "0001", "31", "0001", "62", "0003", "796573"));
            assertThat(context.entries().keySet()).containsExactly("a", "b");
            assertThat(EncryptionContext.decode(context.encoded())).isEqualTo(context);
        }

        /** Section 5: it is bound to everything, and half a character would be bound as a question mark. */
        @Test
        void refusesHalfACharacter() {
            assertThat(of("\ud83d\ude00", "x").encoded()).isEqualTo(hex("0001", "0004", "f09f9880", "0001", "78"));
            for (String half : List.of("\ud83d", "\ude00", "\ude00\ud83d")) {
                assertThatThrownBy(() -> of(half, "x")).isInstanceOf(RefusedException.class);
                assertThatThrownBy(() -> of("x", "a" + half)).isInstanceOf(RefusedException.class);
            }
        }

        @Test
        void ofLongTextsHasTheHighByteFirst() {
            EncryptionContext context = of("k", "v".repeat(0x0102));
            assertThat(context.encoded()).isEqualTo(hex("0001", "0001", "6b", "0102", "76".repeat(0x0102)));
            assertThat(EncryptionContext.decode(context.encoded())).isEqualTo(context);
        }

        @Test
        void ofNothingIsNoBytes() {
            assertThat(EncryptionContext.EMPTY.encoded().length()).isZero();
            assertThat(EncryptionContext.decode(hex())).isEqualTo(EncryptionContext.EMPTY);
        }

        @Test
        void sortsByTheBytesOfUtf8() {
            // In UTF-16 the last two stand the other way round, and so do the first two as signed bytes.
            EncryptionContext context = of("\ud800\udc00", "4", "\ufffd", "3", "\u00e9", "2", "z", "1");
            assertThat(context.entries().values()).containsExactly("1", "2", "3", "4");
            assertThat(context.encoded())
                    .isEqualTo(hex(
                            "0004",
                            "0001",
                            "7a",
                            "0001",
                            "31",
                            "0002",
                            "c3a9",
                            "0001",
                            "32",
                            "0003",
                            "efbfbd",
                            "0001",
                            "33",
                            "0004",
                            "f0908080",
                            "0001",
                            "34"));
            assertThat(EncryptionContext.decode(context.encoded())).isEqualTo(context);
        }
    }

    @Nested
    class Decoding {

        @Test
        void refusesWhatIsNotTheOneEncoding() {
            List<Bytes> wrong = List.of(
                    // Half a count, no entries, more than there are, fewer than there are.
                    hex("00"),
                    hex("0000"),
                    hex("0001"),
                    hex("0002", "0001", "61", "0001", "31"),
                    hex("0001", "0001", "61", "0001", "31", "0001", "62", "0001", "32"),
                    // A byte behind the end.
                    hex("0001", "0001", "61", "0001", "31", "00"),
                    // Cut: in a length, in a text.
                    hex("0001", "0001", "61", "00"),
                    hex("0001", "0001", "61", "0002", "31"));
            for (Bytes one : wrong) {
                assertThatThrownBy(() -> EncryptionContext.decode(one))
                        .as(HexFormat.of().formatHex(one.toArray()))
                        .isInstanceOf(VerificationException.class)
                        .hasMessage("The encryption context is not well-formed.");
            }
        }

        @Test
        void saysWhatIsWrongWithNamesAndValues() {
            String order = "Its names must stand in the order of their UTF-8 bytes, each once.";
            String length = "A context key or value has 1 to 32,766 bytes; one here has 0.";
            Map<Bytes, String> wrong = Map.of(
                    // Not sorted, a key twice, and in the order of UTF-16 units: U+1F600 before U+FF21.
                    hex("0002", "0001", "62", "0001", "32", "0001", "61", "0001", "31"), order,
                    hex("0002", "0001", "61", "0001", "31", "0001", "61", "0001", "32"), order,
                    hex("0002", "0004", "f09f9880", "0001", "31", "0003", "efbca1", "0001", "32"), order,
                    // An empty key, an empty value, a reserved key.
                    hex("0001", "0000", "0001", "31"), length,
                    hex("0001", "0001", "61", "0000"), length,
                    hex("0001", "000c", "6177732d63727970746f2d78", "0001", "31"), "must not begin with aws-crypto-");
            wrong.forEach((encoded, why) -> assertThatThrownBy(() -> EncryptionContext.decode(encoded))
                    .as(HexFormat.of().formatHex(encoded.toArray()))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageStartingWith("The encryption context is not well-formed. ")
                    .hasMessageContaining(why));
        }

        @Test
        void refusesWhatIsNotUtf8() {
            assertThatThrownBy(() -> EncryptionContext.decode(hex("0001", "0001", "ff", "0001", "31")))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("is not UTF-8");
        }
    }

    @Nested
    class Bounds {

        @Test
        void aKeyAndAValueHave1To32766Bytes() {
            String longest = "x".repeat(32_766);
            assertThat(of(longest, "v").entries()).containsEntry(longest, "v");
            assertThat(of("k", longest).entries()).containsEntry("k", longest);
            assertThat(of("k", "v").entries()).containsEntry("k", "v");
            refused("has 32767", longest + "x", "v");
            refused("has 32767", "k", longest + "x");
            refused("has 0", "", "v");
            refused("has 0", "k", "");
            // Bytes count, not characters.
            refused("has 32768", "k", "\u00e9".repeat(16_384));
        }

        @Test
        void allTogetherHave65535Bytes() {
            EncryptionContext largest = of("k1", "x".repeat(32_766), "k2", "x".repeat(32_755));
            assertThat(largest.encoded().length()).isEqualTo(65_535);
            assertThat(EncryptionContext.decode(largest.encoded())).isEqualTo(largest);
            refused("at most 65,535 bytes", "k1", "x".repeat(32_766), "k2", "x".repeat(32_756));
        }

        @Test
        void reservedKeysAreRefused() {
            refused("must not begin with aws-crypto-", "aws-crypto-public-key", "v");
            assertThat(of("aws-crypto", "v").entries()).containsOnlyKeys("aws-crypto");
        }

        private static void refused(String why, String... namesAndValues) {
            assertThatThrownBy(() -> of(namesAndValues))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining(why);
        }
    }
}
