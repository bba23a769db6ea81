package org.quorumkms.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Sets up a program's command line the same way for all three. */
public final class Programs {

    private static final Pattern HYPHENATED = Pattern.compile("-[A-Za-z0-9_-]{42}");

    private static final String EXAMPLE = "  kms-";

    /** A word of an example, with what is quoted in it. */
    private static final Pattern WORD = Pattern.compile("(?:[^ '\"]|'[^']*'|\"[^\"]*\")+");

    /** Of a terminal's 80, without a space and the backslash. */
    private static final int COLUMNS = 77;

    private Programs() {}

    /** Begins a command line with the options that all its commands inherit. */
    public static CommandLine begin(Object command, Object... inherited) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(command);
        for (Object options : inherited) {
            spec.addMixin(options.getClass().getSimpleName(), CommandSpec.forAnnotatedObject(options));
        }
        return new CommandLine(spec);
    }

    /** Finishes a command line whose subcommands are added: errors, help, version, completion. */
    public static CommandLine finish(CommandLine root, CommonOptions options) {
        ErrorReport errors = new ErrorReport(options);
        root.addSubcommand(new CompletionCommand());
        root.setExecutionExceptionHandler(errors);
        root.setParameterExceptionHandler(errors);
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setUsageHelpAutoWidth(true);
        root.setAbbreviatedOptionsAllowed(false);
        // One thumbprint in 64 begins with a hyphen.
        root.setAllowOptionsAsOptionParameters(true);
        addHelp(root);
        return root;
    }

    private static void addHelp(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        spec.mixinStandardHelpOptions(true);
        spec.versionProvider(new VersionProvider());
        spec.usageMessage()
                .footer(Arrays.stream(spec.usageMessage().footer())
                        .map(Programs::footerLine)
                        .toArray(String[]::new));
        command.getSubcommands().values().forEach(Programs::addHelp);
    }

    /**
     * Returns a line of a footer as picocli prints it: it formats them, so that a percent sign is doubled; and an example that is
     * longer than a line is broken as a shell takes it, since picocli would break it anywhere.
     */
    private static String footerLine(String line) {
        String printed = line.replace("%", "%%");
        return printed.startsWith(EXAMPLE) ? broken(printed) : printed;
    }

    private static String broken(String example) {
        StringBuilder lines = new StringBuilder();
        int column = 0;
        for (String word :
                WORD.matcher(example.strip()).results().map(MatchResult::group).toList()) {
            if (column > 0 && column + 1 + word.length() > COLUMNS) {
                lines.append(" \\%n    ");
                column = 4;
            }
            String space = lines.isEmpty() ? "  " : column == 4 ? "" : " ";
            lines.append(space).append(word);
            column += space.length() + word.length();
        }
        return lines.toString();
    }

    /** Runs a command line. A whole thumbprint among its words that begins with a hyphen, as one in 64 does, is no option. */
    public static int execute(CommandLine program, String... words) {
        program.setOut(VisibleWriter.over(program.getOut()));
        program.setErr(VisibleWriter.over(program.getErr()));
        return program.execute(parametersLast(program, words));
    }

    /** Puts the parameters behind {@code --}, in their order, when one of the words looks like an option and is none. */
    private static String[] parametersLast(CommandLine program, String... words) {
        if (Arrays.stream(words).noneMatch(word -> HYPHENATED.matcher(word).matches())
                || Arrays.asList(words).contains("--")) {
            return words;
        }
        CommandLine command = program;
        List<String> commandsAndOptions = new ArrayList<>();
        List<String> parameters = new ArrayList<>();
        boolean value = false;
        for (String word : words) {
            if (value || (word.startsWith("-") && !HYPHENATED.matcher(word).matches())) {
                value = !value && takesValue(command, word);
                commandsAndOptions.add(word);
            } else if (command.getSubcommands().containsKey(word)) {
                command = command.getSubcommands().get(word);
                commandsAndOptions.add(word);
            } else {
                parameters.add(word);
            }
        }
        commandsAndOptions.add("--");
        commandsAndOptions.addAll(parameters);
        return commandsAndOptions.toArray(String[]::new);
    }

    /** Whether a word is an option of a command whose value is the next word. */
    static boolean takesValue(CommandLine command, String word) {
        OptionSpec option = command.getCommandSpec().findOption(word);
        return option != null && option.arity().min() > 0;
    }

    /** Runs a group of commands that was called without one: wrong usage, with its help. */
    public static int needsCommand(CommandSpec spec) {
        spec.commandLine().getErr().println("A command is missing.");
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }
}
