package org.quorumkms.party;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.DomainId;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.net.Address;
import org.quorumkms.remote.Data;
import org.quorumkms.signed.Bytes;
import org.quorumkms.testing.TestAuthority;

class InvitationTest {

    private static final SecretBytes SECRET = SecretBytes.random(new SecureRandom(), 32);

    static Contact contact() {
        return new Contact(
                List.of(new Address("127.0.0.1", 7311), new Address("[::1]", 7312)),
                Bytes.utf8("hsm").thumbprint(),
                Bytes.utf8("genesis").thumbprint(),
                DomainId.random(new SecureRandom()),
                Bytes.utf8("revision").thumbprint(),
                Bytes.utf8("trust").thumbprint());
    }

    private static Invitation invitation() {
        return new Invitation(contact(), Data.of(SECRET), TestAuthority.NOW);
    }

    @Test
    void isOneLineThatReadsBack() {
        Invitation invitation = invitation();
        String text = invitation.toText();
        assertThat(text).matches("kms1\\.[A-Za-z0-9_-]+\\.");
        Invitation read = Invitation.parse("  " + text + "\n");
        assertThat(read.contact()).isEqualTo(invitation.contact());
        assertThat(read.expires()).isEqualTo(TestAuthority.NOW);
        assertThat(read.secret().take().exposed()).isEqualTo(SECRET.exposed());
        assertThat(read.toText()).isEqualTo(text);
    }

    @Test
    void doesNotPrintItsSecret() {
        assertThat(invitation().toString()).doesNotContain("kms1");
        assertThat(invitation().secret()).hasToString("data of 32 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "kms1.",
                "kms1..",
                "kms1.e30",
                "kms1.e30.",
                "kms2.e30",
                "kmscard1.e30.",
                "hello",
                "kms1.%%%",
                "kms1.eyJ2ZXJzaW9uIjoyfQ"
            })
    void refusesWhatIsNotOne(String text) {
        assertThatThrownBy(() -> Invitation.parse(text))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("not a whole invitation");
    }

    @Test
    void refusesEveryCut() {
        String text = invitation().toText();
        for (int i = 5; i < text.length() - 1; i++) {
            String cut = text.substring(0, i);
            assertThatThrownBy(() -> Invitation.parse(cut)).isInstanceOf(RefusedException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", ":1", "host:", "host:65536", "host:1:2", "ho st:1", "::1:7311"})
    void refusesAddressesThatAreNone(String text) {
        assertThatThrownBy(() -> Address.parse(text)).isInstanceOf(UsageException.class);
    }
}
