package org.quorumkms.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.FileName;
import org.quorumkms.home.Home;
import org.quorumkms.home.StandardStreams;
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
        // A file's name may begin with that character.
        root.setExpandAtFiles(false);
        root.registerConverter(Path.class, FileName::path);
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

    /**
     * Runs a program on the standard streams.
     *
     * @param program makes its command line for the words that it was called with
     * @return the exit code
     */
    public static int main(Function<String[], CommandLine> program, String... args) {
        PrintWriter err = writer(new FileOutputStream(FileDescriptor.err));
        String[] words;
        try {
            words = FileName.words(args);
        } catch (UsageException e) {
            err.println(e.getMessage());
            err.flush();
            return e.exitCode().code();
        }
        boolean debug = Arrays.asList(words).contains("--debug");
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            err.println(ErrorReport.sentence(failure));
            if (debug) {
                failure.printStackTrace(err);
            }
            err.flush();
        });
        PrintWriter out = writer(StandardStreams.output());
        return execute(program.apply(words).setOut(out).setErr(err), words);
    }

    private static PrintWriter writer(OutputStream out) {
        // Said by a launcher: the locale is not UTF-8.
        return VisibleWriter.over(
                new OutputStreamWriter(out, StandardCharsets.UTF_8), Boolean.getBoolean("org.quorumkms.ascii"));
    }

    /** Runs a command line. What it printed and nobody got is a failure. A whole thumbprint among its words that begins with a hyphen, as one in 64 does, is no option. */
    public static int execute(CommandLine program, String... words) {
        program.setOut(VisibleWriter.over(program.getOut()));
        program.setErr(VisibleWriter.over(program.getErr()));
        int exit = program.execute(parametersLast(program, words));
        return VisibleWriter.failure(program.getOut())
                .filter(failure -> exit == ExitCode.DONE.code())
                .map(failure -> {
                    program.getErr().println("The result was not printed: " + Home.reason(failure) + ".");
                    program.getErr().flush();
                    return ExitCode.REFUSED.code();
                })
                .orElse(exit);
    }

    /** Returns the words with the parameters behind {@code --}, in their order, when one of them looks like an option and is none. */
    public static String[] parametersLast(CommandLine program, String... words) {
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
        return ExitCode.USAGE.code();
    }
}
