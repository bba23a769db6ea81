package org.quorumkms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The proof, the models and the code are tied together by names: docs/proof/rules.txt and the table of docs/security.md name
 * nothing that is not there. That a test fails without its rule is shown by scripts/rules.
 */
class RulesTest {

    private static final Path ROOT = Path.of(System.getProperty("project.root", "../.."));
    private static final Pattern BETWEEN = Pattern.compile("\n\n+");
    private static final Pattern THEOREM = Pattern.compile("(?m)^\\s*(?:Theorem|Lemma|Corollary|Example) (\\w+)");
    private static final Pattern PROPERTY = Pattern.compile("(?m)^assert (\\w+)");
    private static final Pattern ROW =
            Pattern.compile("\\| [^|]+ \\| (`[^|]+`) \\| ([\\w-]+, [A-Z]\\d) \\| `(\\w+\\.\\w+)` \\|");

    /** An entry of rules.txt. */
    private record Rule(
            String name, String place, List<String> carries, Path file, String from, String to, String test) {

        static Rule of(String block) {
            Map<String, String> lines = new HashMap<>();
            block.lines()
                    .map(line -> line.split(" ", 2))
                    .forEach(line -> lines.put(line[0], line.length == 1 ? "" : line[1]));
            assertThat(lines.keySet()).as(block).isEqualTo(Set.of("rule", "for", "file", "from", "to", "test"));
            String[] name = lines.get("rule").split(" ", 2);
            return new Rule(
                    name[0],
                    name[1],
                    List.of(lines.get("for").split(", ", -1)),
                    ROOT.resolve(lines.get("file")),
                    lines.get("from"),
                    lines.get("to"),
                    lines.get("test"));
        }

        String row() {
            return carries.stream().map(one -> "`" + one + "`").collect(Collectors.joining(", ")) + " | " + name + ", "
                    + place + " | " + test;
        }
    }

    private static List<Rule> rules() throws IOException {
        String text = Files.readAllLines(ROOT.resolve("docs/proof/rules.txt")).stream()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.joining("\n"));
        return BETWEEN.splitAsStream(text.strip()).map(Rule::of).toList();
    }

    @TestFactory
    Stream<DynamicTest> eachNamesWhatIsThere() throws IOException {
        Set<String> proved = named(ROOT.resolve("docs/proof"), ".v", THEOREM);
        proved.addAll(named(ROOT.resolve("docs/model"), ".als", PROPERTY));
        return rules().stream()
                .map(rule -> dynamicTest(rule.name(), () -> {
                    assertThat(proved).containsAll(rule.carries());
                    String code = Files.readString(rule.file());
                    assertThat(code.split(Pattern.quote(rule.from()), -1)).hasSize(2);
                    assertThat(rule.to()).isNotEqualTo(rule.from());
                    String[] test = rule.test().split("\\.", 2);
                    assertThat(source(test[0])).containsPattern("(?:void|Stream<DynamicTest>) " + test[1] + "\\(");
                }));
    }

    @Test
    void theTableOfTheSecurityPageHasExactlyThese() throws IOException {
        List<String> rows = ROW.matcher(Files.readString(ROOT.resolve("docs/security.md")))
                .results()
                .map(row -> row.group(1) + " | " + row.group(2) + " | " + row.group(3))
                .toList();
        assertThat(rows)
                .hasSizeGreaterThan(30)
                .isEqualTo(rules().stream().map(Rule::row).toList());
    }

    @Test
    void eachRuleThatTheProofNeedsIsThere() throws IOException {
        Set<String> needed = named(ROOT.resolve("docs/proof"), "Needed.v", THEOREM).stream()
                .filter(name -> name.startsWith("need_"))
                .collect(Collectors.toSet());
        // What honest people do, and that genesis is genuine, no code keeps.
        needed.removeAll(Set.of("need_policy", "need_genesis_genuine"));
        assertThat(rules().stream().flatMap(rule -> rule.carries().stream())).containsAll(needed);
    }

    private static Set<String> named(Path folder, String ends, Pattern pattern) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ends))
                    .flatMap(file -> pattern.matcher(text(file)).results())
                    .map(found -> found.group(1))
                    .collect(Collectors.toSet());
        }
    }

    private static String source(String test) throws IOException {
        for (String module : List.of("kms-common", "kms-hsm", "kms-server")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                List<Path> found =
                        files.filter(file -> file.endsWith(test + ".java")).toList();
                if (!found.isEmpty()) {
                    return text(found.get(0));
                }
            }
        }
        throw new AssertionError("There is no test " + test + ".");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
