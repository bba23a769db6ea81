package org.quorumkms.model;

import edu.mit.csail.sdg.alloy4.A4Reporter;
import edu.mit.csail.sdg.ast.Command;
import edu.mit.csail.sdg.parser.CompModule;
import edu.mit.csail.sdg.parser.CompUtil;
import edu.mit.csail.sdg.translator.A4Options;
import edu.mit.csail.sdg.translator.TranslateAlloyToKodkod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kodkod.engine.satlab.SATFactory;

/** A model of docs/model: the protocol's rules as Alloy, searched for a history that breaks a property. */
final class Model {

    static final List<String> FILES = List.of("trust.als", "revisions.als", "life.als", "release.als");

    static final Path FOLDER = Path.of(System.getProperty("project.root", ".."), "docs", "model");

    private static final String TAG = "-- RULE ";
    private static final String REPLACED_BY = " => ";

    private final List<String> lines;
    private final CompModule module;

    private Model(List<String> lines) {
        this.lines = lines;
        this.module = CompUtil.parseEverything_fromString(A4Reporter.NOP, String.join("\n", lines) + "\n");
    }

    static Model read(String file) {
        return new Model(lines(file));
    }

    static List<String> lines(String file) {
        try {
            return Files.readAllLines(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of the rules that can be taken out. */
    Set<String> rules() {
        return lines.stream().filter(Model::isTagged).map(Model::rule).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The same model without a rule. */
    Model without(String rule) {
        if (!rules().contains(rule)) {
            throw new IllegalArgumentException("no rule " + rule);
        }
        return new Model(lines.stream()
                .map(line -> isTagged(line) && rule(line).equals(rule) ? replacement(line) : line)
                .toList());
    }

    /** Of each check and run the first: the smallest that is worth something. */
    List<Command> smallest() {
        return List.copyOf(first().values());
    }

    /** The other ones: the same properties, for larger systems. */
    List<Command> larger() {
        return module.getAllCommands().stream()
                .filter(command -> first().get(command.label) != command)
                .toList();
    }

    /** Whether the smallest check of a property finds a counterexample. */
    boolean breaks(String property) {
        Command check = first().get(property);
        if (check == null || !check.check) {
            throw new IllegalArgumentException("no check of " + property);
        }
        return finds(check);
    }

    /** Whether a check finds a counterexample, or a run an instance. */
    boolean finds(Command command) {
        A4Options options = new A4Options();
        options.solver = SATFactory.find("sat4j").get();
        options.symmetry = 20;
        return TranslateAlloyToKodkod.execute_command(A4Reporter.NOP, module.getAllReachableSigs(), command, options)
                .satisfiable();
    }

    private Map<String, Command> first() {
        Map<String, Command> first = new LinkedHashMap<>();
        module.getAllCommands().forEach(command -> first.putIfAbsent(command.label, command));
        return first;
    }

    /** The page's own explanation names the tag in backquotes. */
    private static boolean isTagged(String line) {
        return line.contains(TAG) && !line.contains("`" + TAG);
    }

    private static String tag(String line) {
        return line.substring(line.lastIndexOf(TAG) + TAG.length());
    }

    private static String rule(String line) {
        return tag(line).split(REPLACED_BY, 2)[0].strip();
    }

    private static String replacement(String line) {
        String[] parts = tag(line).split(REPLACED_BY, 2);
        return parts.length == 2 ? parts[1] : "";
    }
}
