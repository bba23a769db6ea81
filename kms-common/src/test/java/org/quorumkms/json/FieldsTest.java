package org.quorumkms.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;

/** Section 3: each member has one type, one spelling, and is known. */
class FieldsTest {

    private static Fields it(String text) {
        return StrictJson.object("It", text);
    }

    /** An integer as far as integers go, digits beyond. */
    @Nested
    class Length {

        @ParameterizedTest
        @CsvSource({
            "0, 0",
            "7, 7",
            "2147483647, 2147483647",
            "'\"2147483648\"', 2147483648",
            "'\"9999999999\"', 9999999999",
            "'\"999999999999999999\"', 999999999999999999"
        })
        void isReadInItsOneSpelling(String json, long length) {
            Fields fields = it("{\"a\":" + json + "}");
            assertThat(fields.length("a")).isEqualTo(length);
            fields.end();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "0",
                    "7",
                    "1000000000",
                    "2147483647",
                    "02147483648",
                    "+2147483648",
                    "-2147483648",
                    "2147483648 ",
                    "2147483648.0",
                    "0x80000000",
                    "1000000000000000000",
                    "9223372036854775808"
                })
        void refusesOtherTexts(String digits) {
            Fields fields = it(Json.write(Map.of("a", digits)));
            assertThatThrownBy(() -> fields.length("a"))
                    .isInstanceOf(VerificationException.class)
                    .hasMessage("It: a is not a length.");
        }

        @Test
        void refusesOtherTypesAndNone() {
            Fields fields = it("{\"a\":true,\"b\":[1]}");
            assertThatThrownBy(() -> fields.length("a")).hasMessage("It: a is of the wrong type.");
            assertThatThrownBy(() -> fields.length("b")).hasMessage("It: b is of the wrong type.");
            assertThatThrownBy(() -> fields.length("c")).hasMessage("It has no member c.");
        }
    }

    @Nested
    class Version {

        @Test
        void isTheOneThatIsKnown() {
            Fields fields = it("{\"version\":2}");
            fields.version(2);
            fields.end();
            assertThatThrownBy(() -> it("{\"version\":1}").version(2))
                    .isInstanceOf(VerificationException.class)
                    .hasMessage("It has version 1; this program knows version 2.");
            assertThatThrownBy(() -> it("{\"version\":3}").version(2))
                    .isInstanceOf(VerificationException.class)
                    .hasMessage("It was made by a newer version of Quorum KMS: it has version 3, and this program knows"
                            + " version 2. Upgrade this program.");
        }

        @Test
        void ofAFileOfAnEarlierEditionIsSaidToBeOne() {
            it("{\"version\":2}").edition(2);
            assertThatThrownBy(() -> it("{\"version\":1}").edition(2))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("earlier edition");
            assertThatThrownBy(() -> it("{\"version\":3}").edition(2)).isInstanceOf(VerificationException.class);
            assertThatThrownBy(() -> it("{\"version\":\"1\"}").edition(2)).isInstanceOf(VerificationException.class);
        }
    }

    @Test
    void aMemberIsTakenOnce() {
        Fields fields = it("{\"a\":\"x\"}");
        assertThat(fields.has("a")).isTrue();
        assertThat(fields.optionalText("a")).contains("x");
        assertThat(fields.has("a")).isFalse();
        assertThat(fields.optionalText("a")).isEmpty();
        assertThatThrownBy(() -> fields.text("a")).hasMessage("It has no member a.");
    }

    @Test
    void allThatIsLeftIsTakenAsStringsByName() {
        Fields fields = it("{\"a\":1,\"b\":\"x\",\"c\":\"y\"}");
        assertThat(fields.integer("a")).isEqualTo(1);
        assertThat(fields.remainingTexts()).containsExactly(Map.entry("b", "x"), Map.entry("c", "y"));
        fields.end();
        assertThatThrownBy(() -> it("{\"b\":\"x\",\"c\":1}").remainingTexts())
                .isInstanceOf(VerificationException.class)
                .hasMessage("It: c is of the wrong type.");
    }

    @Test
    void anObjectIsNoArrayAndAnArrayNoObject() {
        assertThatThrownBy(() -> it("{\"a\":[]}").object("a")).hasMessage("It, a is not a JSON object.");
        assertThatThrownBy(() -> it("{\"a\":{}}").objects("a")).hasMessage("It, a is not a JSON array.");
        assertThatThrownBy(() -> it("{\"a\":[1]}").objects("a")).hasMessage("It, a is not a JSON object.");
    }
}
