package org.quorumkms.operator.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** The console's help: all commands on one screen, a group with a line for each, or one command. */
final class ConsoleHelp {

    private static final int COLUMNS = 79;
    private static final int INDENT = 12;

    private final CommandLine commands;

    ConsoleHelp(CommandLine commands) {
        this.commands = commands;
    }

    /** Returns the lines of {@code help} with the words behind it. */
    List<String> lines(List<String> words) {
        CommandLine named = commands;
        for (String word : words) {
            CommandLine next = named.getSubcommands().get(word);
            if (next == null) {
                return List.of("There is no command " + String.join(" ", words) + ". Type help to see them.");
            }
            named = next;
        }
        if (words.isEmpty()) {
            return all();
        }
        return named.getSubcommands().isEmpty()
                ? named.getUsageMessage().lines().toList()
                : group(words, named);
    }

    private List<String> all() {
        List<String> lines = new ArrayList<>();
        List<String> single = new ArrayList<>();
        commands.getSubcommands().forEach((name, command) -> {
            if (command.getSubcommands().isEmpty()) {
                single.add(name);
            } else {
                add(lines, name, command.getSubcommands().keySet().stream().toList());
            }
        });
        add(lines, "", single);
        lines.add("");
        add(lines, "menu", List.of("the numbered actions; a number starts one"));
        add(lines, "help", List.of("GROUP, or a whole command: what it does, and its options"));
        add(lines, "exit", List.of("ends the console; so does Ctrl-D"));
        return lines;
    }

    private static void add(List<String> lines, String name, List<String> words) {
        StringBuilder line = new StringBuilder(String.format("  %-" + (INDENT - 2) + "s", name));
        for (String word : words) {
            if (line.length() + 1 + word.length() > COLUMNS) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(INDENT));
            }
            line.append(line.length() == INDENT ? "" : "  ").append(word);
        }
        lines.add(line.toString());
    }

    private static List<String> group(List<String> words, CommandLine group) {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, CommandLine> one : group.getSubcommands().entrySet()) {
            String[] description =
                    one.getValue().getCommandSpec().usageMessage().description();
            String sentence = description.length == 0 ? "" : description[0].replaceAll("(?s)[.;:].*", "");
            String line = String.format("  %-22s %s", String.join(" ", words) + " " + one.getKey(), sentence);
            lines.add(line.length() > COLUMNS ? line.substring(0, COLUMNS - 1) + "…" : line);
        }
        return lines;
    }
}
