package org.quorumkms.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumkms.errors.VerificationException;

class StrictJsonTest {

    @Test
    void readsWhatItShould() {
        Fields fields = StrictJson.object(
                "It", " {\"a\" : 0, \"b\":\"\\u0041\", \"c\":[\"x\"], \"d\":{\"e\":2147483647}, \"f\":true} ");
        assertThat(fields.integer("a")).isZero();
        assertThat(fields.text("b")).isEqualTo("A");
        assertThat(fields.texts("c")).containsExactly("x");
        assertThat(fields.object("d").integer("e")).isEqualTo(Integer.MAX_VALUE);
        assertThat(fields.bool("f")).isTrue();
        fields.end();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "1",
                "{",
                "{}x",
                "{} {}",
                "\uFEFF{}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":null}",
                "{\"a\":1.0}",
                "{\"a\":1e0}",
                "{\"a\":-0}",
                "{\"a\":-1}",
                "{\"a\":01}",
                "{\"a\":2147483648}",
                "{\"a\":99999999999999999999}",
                "{'a':1}",
                "{a:1}",
                "{\"a\":1,}",
                "{\"a\":NaN}",
                "{\"a\":\"\u0001\"}",
                "// x\n{}",
                "{\"a\":[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]}"
            })
    void refuses(String text) {
        assertThatThrownBy(() -> StrictJson.object("It", text)).isInstanceOf(VerificationException.class);
    }

    /** Half a character has no UTF-8: two texts would have the same bytes. */
    @Test
    void refusesHalfACharacter() {
        assertThat(StrictJson.object("It", "{\"\\ud83d\\ude00\":\"\\ud83d\\ude00\"}")
                        .text("\ud83d\ude00"))
                .isEqualTo("\ud83d\ude00");
        for (String half :
                new String[] {"{\"a\":\"\\ud83d\"}", "{\"\\ude00\":\"a\"}", "{\"a\":[\"\\ude00\\ud83d\"]}"}) {
            assertThatThrownBy(() -> StrictJson.object("It", half)).isInstanceOf(VerificationException.class);
        }
    }

    /** A context's name may be as long as in a file; an order to open holds it. */
    @Test
    void readsNamesOf65535Characters() {
        assertThat(StrictJson.object("It", "{\"" + "a".repeat(0xFFFF) + "\":1}").has("a".repeat(0xFFFF)))
                .isTrue();
        assertThatThrownBy(() -> StrictJson.object("It", "{\"" + "a".repeat(0x10000) + "\":1}"))
                .isInstanceOf(VerificationException.class);
    }

    /** A million empty objects are three megabytes of text, and would be hundreds of memory. */
    @Test
    void refusesTooManyValues() {
        assertThat(StrictJson.collection("It", "{\"a\":[" + "0,".repeat(100_000) + "0]}")
                        .has("a"))
                .isTrue();
        assertThatThrownBy(() -> StrictJson.collection("It", "{\"a\":[" + "{},".repeat(1_000_000) + "{}]}"))
                .isInstanceOf(VerificationException.class)
                .hasMessage("It has too many values: at most 131072 are read.");
    }

    @Test
    void refusesWhatIsNotUtf8() {
        assertThatThrownBy(() -> StrictJson.object("It", new byte[] {'{', '"', (byte) 0xC0, (byte) 0xAF, '"', '}'}))
                .hasMessageContaining("not UTF-8");
        assertThatThrownBy(() -> StrictJson.object("It", "{}".getBytes(StandardCharsets.UTF_16)))
                .isInstanceOf(VerificationException.class);
    }

    @Test
    void doesNotCoerce() {
        Fields fields = StrictJson.object("It", "{\"a\":\"1\",\"b\":1,\"c\":[1]}");
        assertThatThrownBy(() -> fields.integer("a")).hasMessageContaining("wrong type");
        assertThatThrownBy(() -> fields.text("b")).hasMessageContaining("wrong type");
        assertThatThrownBy(() -> fields.texts("c")).hasMessageContaining("list of strings");
        assertThatThrownBy(() -> fields.text("d")).hasMessageContaining("no member d");
    }

    @Test
    void refusesWhatIsLeftOver() {
        Fields fields = StrictJson.object("It", "{\"a\":1,\"b\\u001b[2J\":2}");
        assertThat(fields.integer("a")).isEqualTo(1);
        assertThatThrownBy(fields::end).hasMessage("It has an unknown member: b.[2J");
    }

    @Test
    void refusesMoreThanAMebibyte() {
        String text = "{\"a\":\"" + "x".repeat(1 << 20) + "\"}";
        assertThatThrownBy(() -> StrictJson.object("It", text)).hasMessageContaining("too large");
    }

    private static String ofLength(int length) {
        return "{\"a\":\"" + "x".repeat(length - 8) + "\"}";
    }

    @Test
    void readsADocumentOfExactlyAMebibyte() {
        assertThat(StrictJson.object("It", ofLength(1 << 20)).text("a")).hasSize((1 << 20) - 8);
        assertThatThrownBy(() -> StrictJson.object("It", ofLength((1 << 20) + 1)))
                .isInstanceOf(VerificationException.class)
                .hasMessage("It is too large: 1048577 characters, at most 1048576 are read.");
    }

    @Test
    void readsACollectionOfSixteen() {
        assertThat(StrictJson.collection("It", ofLength((1 << 20) + 1)).has("a"))
                .isTrue();
        assertThatThrownBy(() -> StrictJson.collection("It", ofLength((16 << 20) + 1)))
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining("too large");
        assertThatThrownBy(() -> StrictJson.objects("It", "[" + ofLength(16 << 20) + "]"))
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining("too large");
    }

    /** The object and its array are two of them. */
    @Test
    void readsExactlyAsManyValuesAsItSays() {
        String most = "{\"a\":[" + "0,".repeat(131_072 - 3) + "0]}";
        assertThat(StrictJson.object("It", most).has("a")).isTrue();
        assertThatThrownBy(() -> StrictJson.object("It", most.replace("[", "[0,")))
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining("too many values");
    }

    @Test
    void readsSixteenThingsInOneAnotherAndNotMore() {
        assertThat(StrictJson.object("It", "{\"a\":" + "[".repeat(15) + "]".repeat(15) + "}")
                        .has("a"))
                .isTrue();
        assertThatThrownBy(() -> StrictJson.object("It", "{\"a\":" + "[".repeat(16) + "]".repeat(16) + "}"))
                .isInstanceOf(VerificationException.class);
    }
}
