package org.quorumkms.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.quorumkms.testing.Examples;
import picocli.CommandLine;

class ExamplesTest {

    private static CommandLine program(String... words) {
        return ClientConsole.commandLine(
                words,
                Map.of("KMS_HOME", "home"),
                Clock.systemUTC(),
                new SecureRandom(),
                new ByteArrayInputStream(new byte[0]),
                new ByteArrayOutputStream(),
                false);
    }

    /** Every example of every help is one that the program takes, as the shell gives it, and prints without a warning. */
    @Test
    void everyExampleIsTaken() throws Exception {
        assertThat(Examples.refused("kms-client", ExamplesTest::program)).isEmpty();
    }
}
