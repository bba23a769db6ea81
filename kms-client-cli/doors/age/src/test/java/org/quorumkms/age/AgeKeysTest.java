package org.quorumkms.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.quorumkms.domain.DomainId;
import org.quorumkms.errors.VerificationException;

class AgeKeysTest {

    private static final String DOMAIN = "4ce11f67-f100-461c-8a54-908db64dbc7d";

    @Test
    void aDomainIsTheSameAgain() {
        String recipient = AgeKeys.recipient(DOMAIN);
        String identity = AgeKeys.identity(DOMAIN);
        assertThat(recipient).startsWith("age1quorum1").isLowerCase();
        assertThat(identity).startsWith("AGE-PLUGIN-QUORUM-1").isUpperCase();
        AgeKeys.Named named = new AgeKeys.Named(Optional.of(new DomainId(DOMAIN)));
        assertThat(AgeKeys.ofRecipient(recipient)).contains(named);
        assertThat(AgeKeys.ofIdentity(identity)).contains(named);
        assertThatThrownBy(() -> AgeKeys.recipient("payroll")).isInstanceOf(VerificationException.class);
    }

    @Test
    void eachIsOnlyItself() {
        String recipient = AgeKeys.recipient(DOMAIN);
        String identity = AgeKeys.identity(DOMAIN);
        assertThat(AgeKeys.ofRecipient(identity)).isEmpty();
        assertThat(AgeKeys.ofIdentity(recipient)).isEmpty();
        assertThat(AgeKeys.ofRecipient(recipient.toUpperCase(Locale.ROOT))).isEmpty();
        assertThat(AgeKeys.ofIdentity(identity.toLowerCase(Locale.ROOT))).isEmpty();
        assertThat(AgeKeys.ofRecipient(Bech32.encode("age1other", new byte[16])))
                .isEmpty();
        assertThat(AgeKeys.ofRecipient(Bech32.encode("age1quorum", new byte[15])))
                .isEmpty();
        assertThat(AgeKeys.ofRecipient(Bech32.encode("age1quorum", new byte[17])))
                .isEmpty();
        assertThat(AgeKeys.ofRecipient(Bech32.encode("age1quorum", new byte[0])))
                .isEmpty();
    }

    /** What {@code age -j quorum} makes. */
    @Test
    void anIdentityWithoutDataIsWhateverAHomeMayUse() {
        assertThat(AgeKeys.ofIdentity(Bech32.encode("AGE-PLUGIN-QUORUM-", new byte[0])))
                .contains(new AgeKeys.Named(Optional.empty()));
    }
}
