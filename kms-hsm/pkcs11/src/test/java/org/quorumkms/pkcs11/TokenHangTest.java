package org.quorumkms.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.ElsewhereException;
import org.quorumkms.trust.HsmKeys;

/**
 * A module that does not return from a call: SoftHSM, one of whose files is a pipe to which nobody writes. A caller waits for the module's
 * patience, further ones do not, and when it returns it serves again.
 */
@Tag("ring2")
@Tag("tokens")
class TokenHangTest {

    private final AtomicInteger gone = new AtomicInteger();
    private final AtomicInteger back = new AtomicInteger();

    private final TokenEvents events = new TokenEvents() {
        @Override
        public void gone(HsmKeys hsm, String why) {
            gone.incrementAndGet();
        }

        @Override
        public void back(HsmKeys hsm) {
            back.incrementAndGet();
        }
    };

    @Test
    void aCallerWaitsAsLongAsItMay_furtherOnesDoNot_andItComesBack() throws Exception {
        TokenName name = TestTokens.softHsm("hangs");
        TokenHsms.New made = (TokenHsms.New)
                new TokenHsms(TestTokens.pin(), events, Clock.systemUTC(), new SecureRandom()).make("h1", name);
        byte[] input = "an input".getBytes(StandardCharsets.US_ASCII);
        assertThat(made.keyring().sign(input)).hasSize(384);
        Path file = generation("hangs");
        Path kept = file.resolveSibling("kept");
        Files.move(file, kept);
        TestTokens.run("mkfifo", "-m", "600", file.toString());
        long begun = System.nanoTime();
        try {
            assertThatThrownBy(() -> made.keyring().sign(input))
                    .isInstanceOf(ElsewhereException.class)
                    .hasMessageContaining("HSM h1 is unavailable: it does not answer");
            assertThat(since(begun)).isBetween(Pkcs11Module.PATIENCE, Pkcs11Module.PATIENCE.plusSeconds(10));
            long next = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                assertThatThrownBy(() -> made.keyring().sign(input)).isInstanceOf(ElsewhereException.class);
            }
            assertThat(since(next)).isLessThan(Duration.ofSeconds(1));
        } finally {
            Files.move(file, file.resolveSibling("pipe"));
            Files.move(kept, file);
            // Whoever waits for a writer has one, which says nothing.
            TestTokens.run("sh", "-c", "timeout 5 sh -c ': > \"$0\"' '" + file.resolveSibling("pipe") + "'; true");
        }
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> back.get() == 1);
        assertThat(made.keyring().sign(input)).hasSize(384);
        assertThat(gone).hasValue(1);
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    /** The file that SoftHSM reads at every use of a token. */
    private static Path generation(String label) throws IOException {
        try (Stream<Path> tokens = Files.list(TestTokens.folder())) {
            for (Path token : tokens.toList()) {
                byte[] object = Files.readAllBytes(token.resolve("token.object"));
                if (new String(object, StandardCharsets.ISO_8859_1).contains(label)) {
                    return token.resolve("generation");
                }
            }
        }
        throw new IllegalStateException("there is no token " + label);
    }
}
