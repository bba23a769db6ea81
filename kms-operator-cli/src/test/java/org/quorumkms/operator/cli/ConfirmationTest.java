package org.quorumkms.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Digits;
import org.quorumkms.signed.Thumbprint;

/** T8: an approval names what was shown. */
class ConfirmationTest {

    private static final Thumbprint SHOWN = Bytes.utf8("a Trust").thumbprint();
    private static final Thumbprint OTHER = Bytes.utf8("another").thumbprint();

    private record Answer(Optional<String> ask) implements Prompt {

        @Override
        public boolean isThere() {
            return ask.isPresent();
        }

        @Override
        public Optional<String> ask(String question) {
            return ask;
        }
    }

    private static final Prompt NOBODY = new Answer(Optional.empty());

    private static void require(Prompt prompt, @Nullable String thumbprint) {
        Confirmation said = new Confirmation(thumbprint, false);
        said.check();
        said.require(prompt, "Trust", SHOWN);
    }

    private static void compare(Prompt prompt) {
        new Confirmation(null, true).require(prompt, "Trust", SHOWN);
    }

    private static Prompt types(String answer) {
        return new Answer(Optional.of(answer));
    }

    @Test
    void takesTheWholeThumbprint_andNoOther() {
        assertThatCode(() -> require(NOBODY, SHOWN.value())).doesNotThrowAnyException();
        assertThatThrownBy(() -> require(NOBODY, OTHER.value()))
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining("Nothing was approved");
    }

    @Test
    void isWrongUsage_withPartOfAThumbprint_rightOrNot() {
        for (String part : new String[] {SHOWN.abbreviated(), OTHER.abbreviated(), SHOWN.value() + "A", ""}) {
            assertThatThrownBy(() -> require(NOBODY, part))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("43");
        }
    }

    @Test
    void asksWhereThereIsSomebody() {
        assertThatCode(() -> require(types(" YES "), null)).doesNotThrowAnyException();
        assertThatThrownBy(() -> require(types("y"), null)).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> require(NOBODY, null))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("nobody to ask");
        assertThat(Confirmation.isYes("no")).isFalse();
    }

    @Test
    void comparesTheFirstFourGroupsOfDigits() {
        String digits = Digits.of(SHOWN).text();
        assertThatCode(() -> compare(types(digits.substring(0, 23)))).doesNotThrowAnyException();
        assertThatCode(() -> compare(types(digits))).doesNotThrowAnyException();
        assertThatThrownBy(() -> compare(types(digits.substring(0, 22))))
                .as("one digit less")
                .isInstanceOf(VerificationException.class);
        assertThatThrownBy(() -> compare(types(Digits.of(OTHER).text())))
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining("Nothing was approved");
        assertThatThrownBy(() -> compare(types(" "))).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> compare(NOBODY)).isInstanceOf(UsageException.class);
    }

    @Test
    void doesNotShowTheDigitsThatItAsksFor() {
        assertThat(new Confirmation(null, false).shown(SHOWN))
                .anyMatch(line -> line.contains(Digits.of(SHOWN).lines().get(0)));
        assertThat(new Confirmation(null, true).shown(SHOWN)).isEmpty();
    }
}
