package org.quorumkms.signed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;

class ValuesTest {

    @ParameterizedTest
    @ValueSource(strings = {"A", "AA==", "AB", "AAB", "A+A", "A/A", "AA AA", "AA\n", "AAAAA", "äA"})
    void refusesBase64UrlThatIsNotTheOneSpelling(String text) {
        assertThatThrownBy(() -> Base64Url.decode(text)).isInstanceOf(VerificationException.class);
    }

    @Test
    void readsBase64UrlThatIs() {
        assertThat(Base64Url.decode("")).isEmpty();
        assertThat(Base64Url.decode("-_8")).containsExactly(0xfb, 0xff);
    }

    @Test
    void aThumbprintHasOneSpelling() {
        Thumbprint empty = Thumbprint.ofContent(new byte[0]);
        assertThat(empty.value()).isEqualTo("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU");
        assertThatThrownBy(() -> new Thumbprint("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFV"))
                .isInstanceOf(VerificationException.class);
        assertThatThrownBy(() -> new Thumbprint("short")).isInstanceOf(VerificationException.class);
    }

    @Test
    void aThumbprintIsCalledByItsFirstEightCharacters() {
        Thumbprint empty = Thumbprint.ofContent(new byte[0]);
        assertThat(empty.abbreviated()).isEqualTo("47DEQpj8");
        assertThat(empty).hasToString(empty.value());
    }

    @Test
    void aThumbprintIsComparedByItsCharacters() {
        Thumbprint empty = Thumbprint.ofContent(new byte[0]);
        Thumbprint other = Thumbprint.ofContent(new byte[1]);
        assertThat(empty)
                .isEqualTo(new Thumbprint(empty.value()))
                .hasSameHashCodeAs(new Thumbprint(empty.value()))
                .isNotEqualTo(other)
                .doesNotHaveSameHashCodeAs(other);
        assertThat(Integer.signum(empty.compareTo(other)))
                .isEqualTo(Integer.signum(empty.value().compareTo(other.value())));
        assertThat(empty).isEqualByComparingTo(Thumbprint.ofHash(empty.toArray()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-23T10:00:00", "2026-11-23T10:00:00.0Z", "2026-11-23T10:00Z", "2026-11-23T10:00:60Z",
                "2026-02-29T10:00:00Z", "2026-11-23t10:00:00z", "2026-11-23T24:00:00Z", "2026-11-23T10:00:00+00:00"
            })
    void refusesTimesOfAnotherForm(String text) {
        assertThatThrownBy(() -> Time.parse(text)).isInstanceOf(VerificationException.class);
    }

    @Test
    void writesTimesInWholeSeconds() {
        assertThat(Time.format(Instant.parse("2026-11-23T10:00:00.999Z"))).isEqualTo("2026-11-23T10:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "ä", "\u001b[2J", "a/b", "x:y"})
    void refusesNamesThatCouldPaintAScreen(String name) {
        assertThatThrownBy(() -> Name.typed(name)).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> Name.check(name)).isInstanceOf(VerificationException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " alice",
                "alice ",
                " ",
                "a  b",
                "7820589b-439b-4ea2-aa3c-5421296cb76b",
                "7820589B-439B-4EA2-AA3C-5421296CB76B",
                "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void refusesNamesThatCouldBeTakenForAnother(String name) {
        assertThatThrownBy(() -> Name.typed(name)).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> Name.check(name)).isInstanceOf(VerificationException.class);
        assertThat(Name.isOne(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "alice b. carol_d-e@f",
                "7820589b-439b-4ea2-aa3c-5421296cb76",
                "7820589b-439b-4ea2-aa3c-5421296cb76b.",
                "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuF",
                "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFUx",
                "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuF.",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void takesOtherNames(String name) {
        assertThat(Name.typed(name)).isEqualTo(name);
        assertThat(Name.check(name)).isEqualTo(name);
    }

    @Test
    void bytesDoNotChangeAndAreComparedByContent() {
        byte[] array = {1, 2};
        Bytes bytes = Bytes.of(array);
        array[0] = 9;
        bytes.toArray()[1] = 9;
        assertThat(bytes).isEqualTo(Bytes.of(new byte[] {1, 2})).hasSameHashCodeAs(Bytes.of(new byte[] {1, 2}));
    }

    @Test
    void bytesOfOtherContentAreOthers() {
        Bytes bytes = Bytes.of(new byte[] {1, 2});
        Bytes other = Bytes.of(new byte[] {1, 3});
        assertThat(bytes).isNotEqualTo(other).doesNotHaveSameHashCodeAs(other);
    }

    @Test
    void bytesAreShownByTheirLengthAlone() {
        assertThat(Bytes.utf8("abc")).hasToString("3 bytes");
    }
}
