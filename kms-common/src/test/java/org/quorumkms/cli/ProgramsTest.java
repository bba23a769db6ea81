package org.quorumkms.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumkms.errors.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

class ProgramsTest {

    private static final String REST = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO";

    @Command(name = "program")
    static final class Program {}

    @Command(name = "take")
    static final class Take implements Callable<Integer> {
        @Parameters(index = "0")
        private String thumbprint;

        @Parameters(index = "1", arity = "0..1")
        private String second;

        @Option(names = "--force")
        private boolean force;

        @Option(names = {"-o", "--out"})
        private String out;

        @Option(names = "--thumbprint")
        private String expected;

        @Override
        public Integer call() {
            return CommandLine.ExitCode.OK;
        }
    }

    private final Take take = new Take();
    private CommandLine program;

    @BeforeEach
    void begin() {
        CommonOptions options = new CommonOptions(Map.of(), "KMS_TEST_HOME", false);
        CommandLine root = Programs.begin(new Program(), options);
        root.addSubcommand(take);
        program = Programs.finish(root, options);
    }

    /** The second character may be the name of a short option: of the version, of the help, of the command's own. */
    @ParameterizedTest
    @ValueSource(strings = {"-a", "-V", "-h", "-o", "--", "-_"})
    void aWholeThumbprintThatBeginsWithAHyphenIsAParameter(String beginning) {
        String thumbprint = beginning + REST;
        assertThat(thumbprint).hasSize(43);

        assertThat(Programs.execute(program, "take", "--force", thumbprint, "-o", "file", "second"))
                .isEqualTo(CommandLine.ExitCode.OK);

        assertThat(take.thumbprint).isEqualTo(thumbprint);
        assertThat(take.second).isEqualTo("second");
        assertThat(take.force).isTrue();
        assertThat(take.out).isEqualTo("file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-a", "-V", "-h", "-o", "--", "-_"})
    void aWholeThumbprintThatBeginsWithAHyphenIsTheValueOfAnOption(String beginning) {
        assertThat(Programs.execute(program, "take", "word", "--thumbprint", beginning + REST))
                .isEqualTo(CommandLine.ExitCode.OK);

        assertThat(take.expected).isEqualTo(beginning + REST);
        assertThat(take.thumbprint).isEqualTo("word");
    }

    @Test
    void aShortOptionMayStandWithItsValueInOneWord() {
        assertThat(Programs.execute(program, "take", "word", "-ofile")).isEqualTo(CommandLine.ExitCode.OK);

        assertThat(take.out).isEqualTo("file");
    }

    @Test
    void anUnknownOptionIsWrongUsage() {
        assertThat(Programs.execute(program, "take", "word", "--unknown")).isEqualTo(ExitCode.USAGE.code());
        assertThat(Programs.execute(program, "take", "-V" + REST, "--unknown")).isEqualTo(ExitCode.USAGE.code());
    }
}
