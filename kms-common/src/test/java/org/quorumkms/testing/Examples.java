package org.quorumkms.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The examples in the help of a program's commands, as a person copies them from the screen into a shell. */
public final class Examples {

    /** What the shell makes of an example: the words that each program gets, each behind a zero, one call a line. */
    private static final String FUNCTIONS =
            "source() { cat \"$1\"; }; for p in kms-server kms-operator kms-client tar age; do"
                    + " eval \"$p() { printf '%s\\\\0' $p \\\"\\$@\\\"; printf '\\\\n'; }\"; done\n";

    private Examples() {}

    /** Returns a command and all below it. */
    public static Stream<CommandLine> commands(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(Examples::commands));
    }

    /** Returns the examples of a command's help at 80 columns, lines that end with a backslash joined. */
    public static List<String> of(CommandLine command) {
        List<String> examples = new ArrayList<>();
        boolean inside = false;
        boolean goesOn = false;
        for (String line :
                command.getUsageMessage(CommandLine.Help.Ansi.OFF).lines().toList()) {
            boolean isWrapped = inside && !line.isBlank() && !line.startsWith("  ");
            if (inside && (goesOn || isWrapped)) {
                // What the help wrapped, a shell takes as a command of its own.
                examples.add(examples.remove(examples.size() - 1) + "\n" + line);
            } else if (inside && line.startsWith("  ")) {
                examples.add(line.strip());
            } else {
                inside = line.equals("Example:");
            }
            goesOn = inside && line.endsWith("\\");
        }
        return examples;
    }

    /** Returns the words that the programs of an example get from a shell. */
    public static List<List<String>> calls(String example) throws IOException, InterruptedException {
        // An example may write a file, which is not to stand among ours.
        Path folder = Files.createTempDirectory("examples");
        try {
            return calls(example, folder);
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static List<List<String>> calls(String example, Path folder) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("bash", "-c", FUNCTIONS + example.replaceAll(" < \\S+| \\| tar x", ""))
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (shell.waitFor() != 0) {
            throw new IllegalStateException("the shell does not take: " + example);
        }
        return said.lines()
                .map(line -> List.of(line.substring(0, line.length() - 1).split("\0", -1)))
                .toList();
    }

    /**
     * Gives each example of each command's help to the command line that it calls.
     *
     * @param program what the examples call it
     * @param commandLine makes the program's command line for some words
     * @return what is wrong with those that are not taken; and with commands that have none
     */
    public static List<String> refused(String program, Function<String[], CommandLine> commandLine)
            throws IOException, InterruptedException {
        List<String> refused = new ArrayList<>();
        for (CommandLine command : commands(commandLine.apply(new String[0]))
                .filter(one -> !one.getCommandSpec().usageMessage().hidden())
                .toList()) {
            int taken = 0;
            for (String example : of(command)) {
                for (List<String> call : calls(example)) {
                    if (call.get(0).equals(program)) {
                        taken++;
                        String[] words = call.subList(1, call.size()).toArray(String[]::new);
                        try {
                            commandLine.apply(words).parseArgs(words);
                        } catch (CommandLine.ParameterException e) {
                            refused.add(example + ": " + e.getMessage());
                        }
                    }
                }
            }
            if (taken == 0) {
                refused.add(command.getCommandSpec().qualifiedName() + ": no example calls " + program);
            }
        }
        return refused;
    }
}
