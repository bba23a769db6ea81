package org.quorumkms.age;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumkms.signed.Bytes;

class Bech32Test {

    /** BIP 173, "Test vectors", valid ones whose data are whole bytes, and what is longer; then words of age.md and of age's own tests. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "A12UEL5L",
                "a12uel5l",
                "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
                "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
                "11qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqc8247j",
                "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
                "?1ezyfcl",
                "an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1569pvx",
                "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj",
                "age1test10qdmzv9q",
                "AGE-PLUGIN-TEST-10Q32NLXM"
            })
    void takesWhatIsValid_andWritesItAgain(String word) {
        Bech32.Decoded decoded = Bech32.decode(word).orElseThrow();
        assertThat(Bech32.encode(decoded.prefix(), decoded.data().toArray()).toLowerCase(Locale.ROOT))
                .isEqualTo(word.toLowerCase(Locale.ROOT));
    }

    /** BIP 173, "Test vectors", invalid ones; then what is mistyped, or not whole bytes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " 1nwldj5",
                "\u007f1axkwrx",
                "\u00801eym55h",
                "pzry9x0s0muk",
                "1pzry9x0s0muk",
                "x1b4n0q5v",
                "li1dgmt3",
                "de1lg7wt\u00ff",
                "A1G7SGD8",
                "10a06t8",
                "1qzzfhee",
                "a12UEL5L",
                "A12uEL5L",
                "a12uel5m",
                "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxx",
                "a1ıuel5l",
                "age1quorum1qpj45tvr",
                "age1quorum1qqquddd0e",
                "age1quorum19c7ykr4"
            })
    void refusesWhatIsNot(String word) {
        assertThat(Bech32.decode(word)).isEmpty();
    }

    /** C2SP age.md, "The X25519 recipient type". */
    @Test
    void writesTheSecretKeyOfTheSpecification() {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 0x42);
        assertThat(Bech32.encode("AGE-SECRET-KEY-", key))
                .isEqualTo("AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX");
    }

    @Test
    void everyLengthIsTheSameAgain_andNoCharacterMayChange() {
        Random random = new Random(1);
        for (int length = 0; length < 100; length++) {
            byte[] data = new byte[length];
            random.nextBytes(data);
            String word = Bech32.encode("age1quorum", data);
            assertThat(Bech32.decode(word).orElseThrow().data()).isEqualTo(Bytes.of(data));
            int at = random.nextInt(word.length());
            char other = word.charAt(at) == 'q' ? 'p' : 'q';
            assertThat(Bech32.decode(word.substring(0, at) + other + word.substring(at + 1)))
                    .isEmpty();
        }
    }
}
