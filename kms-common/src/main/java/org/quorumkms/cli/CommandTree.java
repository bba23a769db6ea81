package org.quorumkms.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * The commands of a program by name, each made when it is wanted: a start makes the one that its words call, so that no
 * other is loaded, and all of them where its words call none (for help, completion, and what to say of a wrong word), but for
 * the version alone.
 */
public final class CommandTree {

    private static final Set<String> VERSION = Set.of("--version", "-V");

    private record Branch(Supplier<?> command, CommandTree below) {}

    private final Map<String, Branch> branches = new LinkedHashMap<>();

    /** Adds a command. */
    public CommandTree command(String name, Supplier<?> command) {
        branches.put(name, new Branch(command, new CommandTree()));
        return this;
    }

    /** Adds a command that has others below it. */
    public CommandTree command(String name, Supplier<?> command, CommandTree below) {
        branches.put(name, new Branch(command, below));
        return this;
    }

    /**
     * Adds a group of commands.
     *
     * @param examples command lines for its help
     */
    public CommandTree group(String name, String description, CommandTree below, String... examples) {
        branches.put(name, new Branch(() -> CommandGroup.of(name, description, examples), below));
        return this;
    }

    /** Adds to a program, whose own options are set, what these words call, or everything. */
    public void addTo(CommandLine program, String... words) {
        List<String> called = parameters(program, words);
        if (!called.isEmpty() || !VERSION.contains(words.length == 0 ? "" : words[words.length - 1])) {
            add(program, called);
        }
    }

    private void add(CommandLine line, List<String> called) {
        Branch one = called.isEmpty() ? null : branches.get(called.get(0));
        Collection<Branch> wanted = one == null ? branches.values() : List.of(one);
        List<String> further = one == null ? List.of() : called.subList(1, called.size());
        for (Branch branch : wanted) {
            CommandLine command = new CommandLine(branch.command().get());
            branch.below().add(command, further);
            line.addSubcommand(command);
        }
    }

    /** The words that are neither options of the program nor their values; the first ones name a command. */
    private static List<String> parameters(CommandLine program, String... words) {
        List<String> parameters = new ArrayList<>();
        boolean value = false;
        for (String word : words) {
            if (!value && !word.startsWith("-")) {
                parameters.add(word);
            }
            value = !value && Programs.takesValue(program, word);
        }
        return parameters;
    }
}
