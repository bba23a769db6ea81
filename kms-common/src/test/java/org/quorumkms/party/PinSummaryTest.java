package org.quorumkms.party;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.net.Address;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

class PinSummaryTest {

    private static final byte[] PINS = "{}".getBytes(StandardCharsets.UTF_8);
    private static final Thumbprint KEY = Bytes.utf8("key").thumbprint();
    private static final PinSummary SUMMARY = new PinSummary(
            List.of(Address.parse("127.0.0.1:1"), Address.parse("host.example:2")),
            Set.of(KEY),
            List.of(new PinSummary.Usable(
                    new SeenDomain(DomainId.random(new SecureRandom()), 3, KEY),
                    Purpose.ENCRYPT,
                    true,
                    "a name of words")));

    @Test
    void isReadAsItWasWritten() {
        assertThat(PinSummary.read(SUMMARY.write(PINS), PINS)).contains(SUMMARY);
    }

    @Test
    void standsForNoOtherPins() {
        assertThat(PinSummary.read(SUMMARY.write(PINS), new byte[] {'{', ' ', '}'}))
                .isEmpty();
    }

    @Test
    void isNotReadWhereItIsCutOrOfAnotherVersion() {
        byte[] whole = SUMMARY.write(PINS);
        for (int length = 0; length < whole.length; length++) {
            assertThat(PinSummary.read(Arrays.copyOf(whole, length), PINS))
                    .as("%d bytes", length)
                    .isEmpty();
        }
        byte[] other = whole.clone();
        other[0] ^= 1;
        assertThat(PinSummary.read(other, PINS)).isEmpty();
    }
}
