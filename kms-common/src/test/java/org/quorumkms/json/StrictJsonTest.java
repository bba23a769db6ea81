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
}
