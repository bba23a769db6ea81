package org.quorumkms.operator.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import picocli.AutoComplete;
import picocli.CommandLine;

/** Completes commands and options from the command line's own description, and ids from what exists. */
final class ConsoleCompleter implements Completer {

    private static final Map<String, KnownNames.Kind> OPTIONS = Map.of(
            "--hsm", KnownNames.Kind.HSM,
            "--operator", KnownNames.Kind.OPERATOR,
            "--trust", KnownNames.Kind.TRUST,
            "--after", KnownNames.Kind.TRUST,
            "--branch-of", KnownNames.Kind.TRUST);

    private final CommandLine commands;
    private final KnownNames names;

    ConsoleCompleter(CommandLine commands, KnownNames names) {
        this.commands = commands;
        this.names = names;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        List<String> words = line.words();
        names.of(kind(words.subList(0, line.wordIndex()))).forEach(name -> candidates.add(new Candidate(name)));
        List<CharSequence> completed = new ArrayList<>();
        String word = line.word().substring(0, line.wordCursor());
        AutoComplete.complete(
                commands.getCommandSpec(),
                words.toArray(String[]::new),
                line.wordIndex(),
                line.wordCursor(),
                line.cursor(),
                completed);
        completed.forEach(rest -> candidates.add(new Candidate(word + rest)));
        if (line.wordIndex() == 0) {
            List.of("menu", "help", "exit").forEach(name -> candidates.add(new Candidate(name)));
        }
    }

    /** What kind of name comes after the words before the cursor. */
    static KnownNames.Kind kind(List<String> before) {
        String last = before.isEmpty() ? "" : before.get(before.size() - 1);
        KnownNames.Kind ofOption = OPTIONS.getOrDefault(last, KnownNames.Kind.NONE);
        if (ofOption != KnownNames.Kind.NONE) {
            return ofOption;
        }
        if (before.size() != 2) {
            return KnownNames.Kind.NONE;
        }
        return switch (before.get(0) + " " + last) {
            case "trust approve",
                    "trust sign",
                    "trust show",
                    "trust verify",
                    "trust export",
                    "trust signatures",
                    "trust line",
                    "trust withdraw",
                    "trust reject",
                    "trust repin",
                    "trust add-approval" -> KnownNames.Kind.TRUST;
            case "domain verify",
                    "domain export",
                    "domain rewrap",
                    "domain rotate",
                    "domain invite",
                    "domain card",
                    "domain repin",
                    "order disable",
                    "order enable",
                    "order delete",
                    "order grant",
                    "order admit",
                    "order end" -> KnownNames.Kind.DOMAIN;
            case "order approve", "order run", "order show", "order withdraw", "order reject" -> KnownNames.Kind.ORDER;
            default -> KnownNames.Kind.NONE;
        };
    }
}
