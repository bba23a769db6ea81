package org.quorumkms.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.home.Home;
import org.quorumkms.pkcs11.TokenName;

/** A PIN that a token refused is not tried again by a service that starts itself anew. */
class TriedPinsTest {

    private static final TokenName TOKEN = new TokenName(Path.of("/m.so"), "", "quorum-h1", "");
    private static final TokenName OTHER = new TokenName(Path.of("/m.so"), "", "quorum-h2", "");

    @TempDir
    private Path folder;

    private Home home;
    private PinSource source;

    @BeforeEach
    void writeAPin() {
        home = Home.open(folder.resolve("home"));
        home.write("pin", "1234-secret\n".getBytes(StandardCharsets.UTF_8));
        source = new PinSource(Map.of(PinSource.VARIABLE, home.file("pin").toString()));
    }

    private TriedPins pins(boolean attended) {
        return new TriedPins(home, source, attended, Clock.systemUTC());
    }

    private static String read(TriedPins pins, TokenName token) {
        return new String(pins.of(token).orElseThrow().exposed(), StandardCharsets.UTF_8);
    }

    @Test
    void itIsReadFromItsFile() {
        assertThat(read(pins(false), TOKEN)).isEqualTo("1234-secret");
    }

    @Test
    void afterARefusalAServiceDoesNotTryIt_andOtherTokensAreTried() throws IOException {
        pins(false).refused(TOKEN);
        assertThatThrownBy(() -> pins(false).of(TOKEN))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("quorum-h1 refused its PIN at 2")
                .hasMessageContaining("kms-server hsm show");
        assertThat(read(pins(false), OTHER)).isEqualTo("1234-secret");
        try (Stream<Path> files = Files.list(home.folder())) {
            for (Path file : files.filter(one -> !one.endsWith("pin")).toList()) {
                assertThat(Files.readString(file)).doesNotContain("1234");
            }
        }
    }

    @Test
    void aCommandTriesIt_andWhereItIsTakenTheServiceDoesAgain() {
        pins(false).refused(TOKEN);
        assertThat(read(pins(true), TOKEN)).isEqualTo("1234-secret");
        pins(true).accepted(TOKEN);
        assertThat(read(pins(false), TOKEN)).isEqualTo("1234-secret");
    }

    @Test
    void theFileThatTheTokensUriNamedIsTheLastBeforeAPrompt() {
        home.write("other", "9876\n".getBytes(StandardCharsets.UTF_8));
        TokenName named = new TokenName(
                Path.of("/m.so"), "", "quorum-h1", "", home.file("other").toString());
        assertThat(read(new TriedPins(home, new PinSource(Map.of()), false, Clock.systemUTC()), named))
                .isEqualTo("9876");
        assertThat(read(pins(false), named)).isEqualTo("1234-secret");
    }
}
