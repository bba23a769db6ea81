package org.quorumkms.signed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section 10: fingerprints to read aloud. */
class DigitsTest {

    /** Computed with Python's hashlib; the third one begins with zeros. */
    @ParameterizedTest
    @CsvSource({
        "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,"
                + "95546 11264 17317 49531 85537 94851 25392 12384 84545 47283 51529 67601",
        "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0,"
                + "44904 86257 27338 49194 18570 12147 11117 72903 29491 56262 42789 72643",
        "21XaP8MJjpxCMRxgEzBP82sZ73PRLqkyBUta1R309J0,"
                + "00044 93972 09743 79235 60104 75510 38877 10688 54090 71962 74215 95590"
    })
    void areTwelveGroupsOfFive(String thumbprint, String digits) {
        assertThat(Digits.of(new Thumbprint(thumbprint)).text()).isEqualTo(digits);
    }

    @Test
    void areShownInTwoLines() {
        Digits digits = Digits.of(Bytes.utf8("a").thumbprint());
        assertThat(digits.lines()).hasSize(2).allMatch(line -> line.length() == 35);
        assertThat(String.join(" ", digits.lines())).isEqualTo(digits.text());
    }

    @Test
    void beginWithFourGroupsOrMore_whateverStandsBetween() {
        Digits digits = Digits.of(Bytes.utf8("a").thumbprint());
        String four = digits.text().substring(0, 23);
        assertThat(digits.beginWith(four)).isTrue();
        assertThat(digits.beginWith(four.replace(" ", "-"))).isTrue();
        assertThat(digits.beginWith(four.substring(0, 17))).isFalse();
        assertThat(digits.beginWith(four.substring(1) + "0")).isFalse();
        assertThat(digits.beginWith("")).isFalse();
    }
}
