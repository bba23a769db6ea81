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
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kodkod.engine.satlab.SATFactory;

/** A model of docs/model: the protocol's rules as Alloy, searched for a history that breaks a property. */
final class Model {

    static final Path FOLDER = Path.of(System.getProperty("project.root", ".."), "docs", "model");

    private static final String TAG = "-- RULE ";
    private static final String REPLACED_BY = " => ";

    private final List<String> lines;

    private Model(List<String> lines) {
        this.lines = lines;
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

    /** Its checks and runs. */
    List<Command> commands() {
        return List.copyOf(parsed().getAllCommands());
    }

    /** Whether a check finds a counterexample, or a run an instance. */
    boolean finds(String label) {
        CompModule module = parsed();
        Command command = module.getAllCommands().stream()
                .filter(one -> one.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no command " + label));
        A4Options options = new A4Options();
        options.solver = SATFactory.find("sat4j").get();
        options.symmetry = 20;
        return TranslateAlloyToKodkod.execute_command(A4Reporter.NOP, module.getAllReachableSigs(), command, options)
                .satisfiable();
    }

    private CompModule parsed() {
        return CompUtil.parseEverything_fromString(A4Reporter.NOP, String.join("\n", lines) + "\n");
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
