package org.quorumkms.operator.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.quorumkms.operator.cli.console.KnownNames.Kind;
import picocli.AutoComplete;
import picocli.CommandLine;

/**
 * Completes ids from what exists and fits, and commands from the command line's own description; options only where one was
 * begun.
 */
final class ConsoleCompleter implements Completer {

    private static final Map<String, Kind> OPTIONS = Map.of(
            "--hsm", Kind.HSM,
            "--operator", Kind.OPERATOR,
            "--trust", Kind.NEWEST_TRUST,
            "--after", Kind.NEWEST_TRUST,
            "--branch-of", Kind.NEWEST_TRUST);

    private static final Map<String, Kind> COMMANDS = Map.ofEntries(
            Map.entry("trust approve", Kind.TRUST_TO_APPROVE),
            Map.entry("trust sign", Kind.TRUST_TO_SIGN),
            Map.entry("trust signatures", Kind.UNSIGNED_TRUST),
            Map.entry("trust withdraw", Kind.UNSIGNED_TRUST),
            Map.entry("trust reject", Kind.UNSIGNED_TRUST),
            Map.entry("trust add-approval", Kind.UNSIGNED_TRUST),
            Map.entry("trust show", Kind.TRUST),
            Map.entry("trust verify", Kind.TRUST),
            Map.entry("trust export", Kind.TRUST),
            Map.entry("trust line", Kind.TRUST),
            Map.entry("trust repin", Kind.TRUST),
            Map.entry("domain verify", Kind.DOMAIN),
            Map.entry("domain export", Kind.DOMAIN),
            Map.entry("domain rewrap", Kind.DOMAIN),
            Map.entry("domain rotate", Kind.DOMAIN),
            Map.entry("domain invite", Kind.UNCLAIMED_DOMAIN),
            Map.entry("domain card", Kind.DOMAIN),
            Map.entry("domain repin", Kind.DOMAIN),
            Map.entry("access", Kind.DOMAIN),
            Map.entry("order disable", Kind.ENABLED_DOMAIN),
            Map.entry("order enable", Kind.DISABLED_DOMAIN),
            Map.entry("order delete", Kind.DISABLED_DOMAIN),
            Map.entry("order grant", Kind.DOMAIN),
            Map.entry("order admit", Kind.DOMAIN),
            Map.entry("order policy", Kind.DOMAIN),
            Map.entry("order end", Kind.DOMAIN),
            Map.entry("order approve", Kind.ORDER_TO_APPROVE),
            Map.entry("order run", Kind.ORDER_TO_RUN),
            Map.entry("order withdraw", Kind.OPEN_ORDER),
            Map.entry("order reject", Kind.OPEN_ORDER),
            Map.entry("order show", Kind.ORDER));

    private final CommandLine commands;
    private final KnownNames names;

    ConsoleCompleter(CommandLine commands, KnownNames names) {
        this.commands = commands;
        this.names = names;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        List<String> words = line.words();
        String word = line.word().substring(0, line.wordCursor());
        names.of(kind(words.subList(0, line.wordIndex()))).forEach(name -> candidates.add(new Candidate(name)));
        List<CharSequence> completed = new ArrayList<>();
        AutoComplete.complete(
                commands.getCommandSpec(),
                words.toArray(String[]::new),
                line.wordIndex(),
                line.wordCursor(),
                line.cursor(),
                completed);
        completed.stream()
                .map(rest -> word + rest)
                .filter(whole -> word.startsWith("-") || !whole.startsWith("-"))
                .forEach(whole -> candidates.add(new Candidate(whole)));
        if (line.wordIndex() == 0) {
            List.of("menu", "help", "exit").forEach(name -> candidates.add(new Candidate(name)));
        }
    }

    /** What kind of name comes after the words before the cursor. */
    static Kind kind(List<String> before) {
        Kind ofOption = before.isEmpty() ? Kind.NONE : OPTIONS.getOrDefault(before.get(before.size() - 1), Kind.NONE);
        return ofOption == Kind.NONE ? COMMANDS.getOrDefault(String.join(" ", before), Kind.NONE) : ofOption;
    }
}
