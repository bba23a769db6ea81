package org.quorumkms.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
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
        int taken = 0;
        List<String> wrong = new ArrayList<>();
        for (CommandLine command : Examples.commands(program())
                .filter(one -> !one.getCommandSpec().usageMessage().hidden())
                .toList()) {
            List<String> examples = Examples.of(command);
            assertThat(examples).as(command.getCommandSpec().qualifiedName()).isNotEmpty();
            for (String example : examples) {
                for (List<String> call : Examples.calls(example)) {
                    String[] words = call.subList(1, call.size()).toArray(String[]::new);
                    if (call.get(0).equals("kms-client")) {
                        try {
                            assertThat(program(words).parseArgs(words).hasSubcommand())
                                    .isTrue();
                            taken++;
                        } catch (CommandLine.ParameterException e) {
                            wrong.add(example + ": " + e.getMessage());
                        }
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(taken).isGreaterThan(10);
    }
}
