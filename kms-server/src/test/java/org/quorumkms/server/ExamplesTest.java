package org.quorumkms.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.quorumkms.testing.Examples;
import picocli.CommandLine;

class ExamplesTest {

    private static CommandLine program(String... words) {
        return KmsServer.commandLine(words, Map.of("KMS_HOME", "home"), Clock.systemUTC(), new SecureRandom(), false);
    }

    /** Every example of every help is one that the program takes, as the shell gives it, and prints without a warning. */
    @Test
    void everyExampleIsTaken() throws Exception {
        assertThat(Examples.refused("kms-server", ExamplesTest::program)).isEmpty();
    }
}
