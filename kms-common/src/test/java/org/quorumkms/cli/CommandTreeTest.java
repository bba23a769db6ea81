package org.quorumkms.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class CommandTreeTest {

    @Command(name = "program")
    static final class Program {}

    @Command(name = "one")
    static final class One implements Callable<Integer> {
        @Override
        public Integer call() {
            return 0;
        }
    }

    @Command(name = "two")
    static final class Two {}

    private final List<String> made = new ArrayList<>();

    private <T> Supplier<T> making(String name, Supplier<T> command) {
        return () -> {
            made.add(name);
            return command.get();
        };
    }

    private CommandLine program(String... words) {
        CommonOptions options = new CommonOptions(Map.of(), "program", false);
        CommandLine root = Programs.begin(new Program(), options);
        new CommandTree()
                .command("two", making("two", Two::new))
                .group(
                        "group",
                        "Some commands.",
                        new CommandTree()
                                .command("one", making("group one", One::new))
                                .command("two", making("group two", Two::new)),
                        "program group one")
                .addTo(root, words);
        return Programs.finish(root, options);
    }

    @Test
    void onlyTheCommandThatIsCalledIsMade() {
        String[] words = {"--home", "two", "group", "--output", "json", "one"};

        CommandLine program = program(words);
        assertThat(Programs.execute(program, words)).isZero();

        assertThat(made).containsExactly("group one");
        assertThat(program.getSubcommands()).containsOnlyKeys("group", "completion");
    }

    @Test
    void aGroupThatIsCalledAloneHasAllItsCommands() {
        CommandLine program = program("group", "--help");

        assertThat(made).containsExactly("group one", "group two");
        assertThat(program.getSubcommands()).containsOnlyKeys("group", "completion");
        assertThat(program.getSubcommands().get("group").getUsageMessage())
                .contains("Some commands.", "Example:", "  program group one");
    }

    @Test
    void aGroupWithoutACommandIsWrongUsage() {
        assertThat(Programs.execute(program("group"), "group")).isEqualTo(ExitCode.USAGE.code());
    }

    @Test
    void whereNoCommandIsCalledAllAreMade() {
        assertThat(program("--help").getSubcommands()).containsKeys("two", "group", "completion");
        assertThat(made).containsExactly("two", "group one", "group two");
        made.clear();

        program("grop", "one");

        assertThat(made).hasSize(3);
    }
}
