package org.quorumkms.operator.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quorumkms.cli.Programs;
import org.quorumkms.signed.Bytes;
import org.quorumkms.testing.Examples;
import org.quorumkms.testing.TestAuthority;
import picocli.CommandLine;

/** What the program takes and refuses before any server is called. */
class ConsoleTest {

    private static final String KEY = Bytes.utf8("a key").thumbprint().value();

    @TempDir
    private Path folder;

    private record Said(int exit, String out, String err) {}

    private CommandLine program(String... words) {
        return OperatorConsole.commandLine(
                words,
                Map.of("KMS_HOME", folder.resolve("home").toString()),
                TestAuthority.CLOCK,
                new SecureRandom(),
                new ByteArrayInputStream(new byte[0]),
                false);
    }

    private Said run(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine program = program(words).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exit = Programs.execute(program, words);
        return new Said(exit, out.toString(), err.toString());
    }

    private static Stream<CommandLine> all(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(ConsoleTest::all));
    }

    /** Every example of every help is one that the program takes, as the shell gives it, and prints without a warning. */
    @Test
    void everyExampleIsTaken() throws Exception {
        assertThat(Examples.refused("kms-operator", this::program)).isEmpty();
    }

    @Test
    void everyCommandHasHelpWithAnExample() {
        List<String> names = new ArrayList<>();
        all(program()).forEach(command -> {
            String usage = command.getUsageMessage();
            assertThat(usage).as(command.getCommandName()).contains("Example:", "--home");
            names.add(command.getCommandSpec().qualifiedName());
        });
        assertThat(names)
                .contains(
                        "kms-operator enrol",
                        "kms-operator servers",
                        "kms-operator trust withdraw",
                        "kms-operator trust reject",
                        "kms-operator trust import",
                        "kms-operator trust repin",
                        "kms-operator domain card",
                        "kms-operator domain invite",
                        "kms-operator domain repin",
                        "kms-operator order admit",
                        "kms-operator order end",
                        "kms-operator order show",
                        "kms-operator order withdraw",
                        "kms-operator order reject");
    }

    @Test
    void saysWhatToDo_inAHomeThatIsNotEnrolled() {
        for (String command :
                List.of("trust list", "domain list --unclaimed", "order list", "servers", "order run payroll")) {
            assertThat(run(command.split(" ", -1)))
                    .as(command)
                    .satisfies(said -> assertThat(said.exit()).isEqualTo(1))
                    .satisfies(said -> assertThat(said.err()).contains("enrol"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "trust approve 2 --thumbprint short|43",
                "order approve 4f1c2d9a --thumbprint short|43",
                "trust repin 2 --thumbprint short|43",
                "domain repin payroll --thumbprint short|43",
                "domain repin payroll|--thumbprint",
                "domain rewrap --all payroll --trust 2|--all",
                "operator invite dave --again --end|mutually exclusive",
                "domain create --trust 2 --name payroll --purpose operator|operator invite"
            })
    void refusesWrongUsage_beforeAServerIsAsked(String words, String says) {
        Said said = run(words.split(" ", -1));
        assertThat(said.exit()).isEqualTo(2);
        assertThat(said.err()).contains(says);
        assertThat(said.out()).isEmpty();
    }

    @Test
    void refusesANoteThatHidesSomething() {
        Said said = run("trust", "withdraw", "2", "--note", "Dave\u202e joins");
        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.err()).contains("note cannot be used");
    }

    @Test
    void takesAWholeThumbprintThatBeginsWithAHyphen() {
        String hyphenated = "-" + KEY.substring(1, 42) + "A";
        assertThat(run("order", "admit", "payroll", hyphenated, "--name", "backup-7", "--may", "none")
                        .err())
                .contains("enrol");
    }

    @Test
    void completesNamesOfWhatFits() {
        assertThat(ConsoleCompleter.kind(List.of("order", "admit"))).isEqualTo(KnownNames.Kind.DOMAIN);
        assertThat(ConsoleCompleter.kind(List.of("order", "enable"))).isEqualTo(KnownNames.Kind.DISABLED_DOMAIN);
        assertThat(ConsoleCompleter.kind(List.of("order", "run"))).isEqualTo(KnownNames.Kind.ORDER_TO_RUN);
        assertThat(ConsoleCompleter.kind(List.of("trust", "approve"))).isEqualTo(KnownNames.Kind.TRUST_TO_APPROVE);
        assertThat(ConsoleCompleter.kind(List.of("trust", "reject"))).isEqualTo(KnownNames.Kind.UNSIGNED_TRUST);
        assertThat(ConsoleCompleter.kind(List.of("domain", "invite"))).isEqualTo(KnownNames.Kind.UNCLAIMED_DOMAIN);
        assertThat(ConsoleCompleter.kind(List.of("domain", "rewrap", "payroll", "--trust")))
                .isEqualTo(KnownNames.Kind.NEWEST_TRUST);
        assertThat(ConsoleCompleter.kind(List.of())).isEqualTo(KnownNames.Kind.NONE);
    }

    @Test
    void helpIsOneScreen_andReachesEveryCommand() {
        ConsoleHelp help = new ConsoleHelp(program());
        List<String> all = help.lines(List.of());
        assertThat(all).hasSizeLessThanOrEqualTo(24).allMatch(line -> line.length() < 80);
        program().getSubcommands().forEach((name, command) -> {
            assertThat(all).anyMatch(line -> line.contains(name));
            command.getSubcommands().keySet().forEach(one -> assertThat(all).anyMatch(line -> line.contains(one)));
            assertThat(help.lines(List.of(name))).isNotEmpty();
        });
        assertThat(help.lines(List.of("trust"))).anyMatch(line -> line.contains("trust approve"));
        assertThat(help.lines(List.of("trust", "approve"))).anyMatch(line -> line.contains("--compare"));
        assertThat(help.lines(List.of("trust", "nonsense")))
                .containsExactly("There is no command trust nonsense. Type help to see them.");
    }

    @Test
    void theMenuIsOneScreen_andItsCommandsAreThere() {
        StringWriter screen = new StringWriter();
        List<List<String>> run = new ArrayList<>();
        Menu menu = new Menu(question -> "x", new KnownNames(null), run::add);
        menu.show(new PrintWriter(screen));
        assertThat(screen.toString().lines()).hasSizeLessThanOrEqualTo(24).allMatch(line -> line.length() < 80);
        for (int number = 1; number <= 26; number++) {
            menu.start(Integer.toString(number), new PrintWriter(screen));
        }
        assertThat(run).hasSize(26);
        CommandLine program = program();
        for (List<String> words : run) {
            CommandLine command = program.getSubcommands().get(words.get(0));
            assertThat(command).as(words.toString()).isNotNull();
            if (!command.getSubcommands().isEmpty()) {
                assertThat(command.getSubcommands()).containsKey(words.get(1));
            }
        }
    }
}
