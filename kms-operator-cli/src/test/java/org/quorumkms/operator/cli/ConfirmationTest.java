package org.quorumkms.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Bytes;
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

    @Test
    void takesTheWholeThumbprint_andNoOther() {
        assertThatCode(() -> Confirmation.require(NOBODY, "Trust", SHOWN, SHOWN.value()))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Confirmation.require(NOBODY, "Trust", SHOWN, OTHER.value()))
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining("Nothing was approved");
    }

    @Test
    void isWrongUsage_withPartOfAThumbprint_rightOrNot() {
        for (String part : new String[] {SHOWN.abbreviated(), OTHER.abbreviated(), SHOWN.value() + "A", ""}) {
            assertThatThrownBy(() -> Confirmation.require(NOBODY, "Trust", SHOWN, part))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("43");
        }
    }

    @Test
    void asksWhereThereIsSomebody() {
        assertThatCode(() -> Confirmation.require(new Answer(Optional.of(" YES ")), "Trust", SHOWN, null))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Confirmation.require(new Answer(Optional.of("y")), "Trust", SHOWN, null))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> Confirmation.require(NOBODY, "Trust", SHOWN, null))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("nobody to ask");
        assertThat(Confirmation.isYes("no")).isFalse();
    }
}
