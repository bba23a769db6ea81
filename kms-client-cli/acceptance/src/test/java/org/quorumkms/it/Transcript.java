package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a page shows of a terminal, run again. Between {@code <!-- transcript -->} and {@code <!-- transcript ends -->} each line
 * {@code $ COMMAND} in a block of text is a command, and the lines below it are what it prints; {@code <!-- $ COMMAND -->} is one
 * that the page does not show. A line {@code …} stands for any lines. Blocks of another kind are not run.
 *
 * <p>Keys, ids, invitations, addresses and times are others each time: what stands for one in the page stands for one and the same
 * in the run, in later commands too. A first invitation or card that was printed is the first that is used. A command that ends with
 * {@code &} is a server, which runs to the end; servers are told to take a free port.
 */
final class Transcript {

    private static final String BEGINS = "<!-- transcript -->";
    private static final String ENDS = "<!-- transcript ends -->";
    private static final String BLOCK = "```text";
    private static final String ANY = "…";

    /** What is another each time: an invitation or card, an id, a thumbprint, a time, an address, a thumbprint's beginning. */
    private static final Pattern CHANGING = Pattern.compile(
            "(?<card>kms(?:card|id)?1\\.[A-Za-z0-9_.-]+…?)"
                    + "|(?<id>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
                    + "|(?<thumbprint>(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-]))"
                    + "|(?<time>\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ)"
                    + "|(?<digits>(?<!\\d)\\d{5}(?: \\d{5}){5}(?!\\d))"
                    + "|(?<address>127\\.0\\.0\\.1:\\d+)"
                    + "|(?<beginning>(?<![A-Za-z0-9_./-])(?=[A-Za-z0-9_-]{0,7}[A-Z0-9_])[A-Za-z0-9_-]{8}(?![A-Za-z0-9_-])(?!\\.[A-Za-z0-9]))");

    private final List<String> page;
    private final Kms kms;
    private final Map<String, String> bound = new HashMap<>();
    private final Map<String, Deque<String>> cards = new HashMap<>();
    private final List<Process> servers = new ArrayList<>();
    private final List<String> shown = new ArrayList<>();
    private final List<String> differences = new ArrayList<>();

    /** A command with what the page says that it prints. */
    private record Step(String command, List<String> output) {}

    Transcript(List<String> page, Kms kms) {
        this.page = List.copyOf(page);
        this.kms = kms;
    }

    /** Returns the transcripts of a page, each from its beginning to its end. */
    static List<List<String>> in(List<String> page) {
        List<List<String>> all = new ArrayList<>();
        int begin = page.indexOf(BEGINS);
        for (int i = 0; i < page.size() && begin >= 0; i++) {
            int end = begin + page.subList(begin, page.size()).indexOf(ENDS);
            all.add(page.subList(begin, end + 1));
            int next = page.subList(end, page.size()).indexOf(BEGINS);
            begin = next < 0 ? -1 : end + next;
        }
        return all;
    }

    /** Runs it; returns what was other than the page shows. */
    List<String> run() throws IOException, InterruptedException {
        try {
            boolean block = false;
            for (int i = 0; i < page.size(); i++) {
                String line = page.get(i);
                shown.add(line);
                if (line.startsWith("```")) {
                    block = line.equals(BLOCK);
                } else if (line.startsWith("<!-- $ ")) {
                    // What it names is shown beside it, too.
                    shown.set(shown.size() - 1, replaced(line));
                    output(line.substring("<!-- $ ".length(), line.length() - " -->".length()), List.of());
                } else if (block && line.startsWith("$ ")) {
                    int end = i + 1;
                    while (!page.get(end).startsWith("$ ") && !page.get(end).startsWith("```")) {
                        end++;
                    }
                    show(new Step(line.substring(2), page.subList(i + 1, end)));
                    i = end - 1;
                }
            }
            return differences;
        } finally {
            for (Process server : servers) {
                Kms.stop(server);
            }
        }
    }

    /** Returns the page's lines with what was printed now. */
    List<String> shown() {
        return shown;
    }

    private void show(Step step) throws IOException {
        String command = replaced(step.command());
        List<String> printed = output(step.command(), step.output());
        shown.remove(shown.size() - 1);
        shown.add("$ " + shortened(command));
        shown.addAll(cut(step.output(), printed));
        if (!isSame(step.output(), printed)) {
            bindWhatIsThere(step.output(), printed);
            differences.add("$ " + command + "\nprints\n" + String.join("\n", printed) + "\nand the page says\n"
                    + String.join("\n", step.output()));
        }
    }

    private static List<String> cut(List<String> expected, List<String> printed) {
        int any = expected.indexOf(ANY);
        int after = expected.size() - any - 1;
        if (any < 0 || printed.size() < expected.size() - 1) {
            return printed.stream().map(Transcript::shortened).toList();
        }
        List<String> lines = new ArrayList<>(printed.subList(0, any));
        lines.add(ANY);
        lines.addAll(printed.subList(printed.size() - after, printed.size()));
        return lines.stream().map(Transcript::shortened).toList();
    }

    /** An invitation as a page shows it. */
    private static String shortened(String line) {
        return line.replaceAll("(kms(?:card|id)?1\\.[A-Za-z0-9_-]{32})[A-Za-z0-9_.-]+", "$1…");
    }

    private List<String> output(String line, List<String> expected) throws IOException {
        if (line.startsWith("export PATH=")) {
            return expected;
        }
        String command = used(line);
        if (command.endsWith("&")) {
            String home = command.replaceAll("(?s)^kms-server --home ([^ ]+) run.*", "$1");
            servers.add(kms.serve(home));
            return List.of("ready " + kms.address(home));
        }
        String listening = command.startsWith("kms-server") && command.contains(" init ")
                ? command + " --listen 127.0.0.1:0"
                : command;
        Kms.Result result = kms.shell("export PATH=\"$SCRIPTS:$PATH\"; { " + listening + "\n} 2>&1");
        List<String> printed = result.out().lines().toList();
        printed.forEach(one -> CHANGING.matcher(one)
                .results()
                .map(MatchResult::group)
                .filter(Transcript::isCard)
                .forEach(card -> cards.computeIfAbsent(kind(card), none -> new ArrayDeque<>())
                        .add(card)));
        return printed;
    }

    private static boolean isCard(String text) {
        return text.startsWith("kms1.") || text.startsWith("kmscard1.");
    }

    private static String kind(String card) {
        return card.substring(0, card.indexOf('.'));
    }

    /** A command as it is run: an invitation is used up by it. */
    private String used(String command) {
        return CHANGING.matcher(command).replaceAll(match -> {
            String word = match.group();
            String value = isCard(word)
                    ? Optional.ofNullable(cards.get(kind(word)))
                            .map(Deque::poll)
                            .orElse(word)
                    : bound.getOrDefault(word, word);
            return Matcher.quoteReplacement(value);
        });
    }

    /** A command as it is shown. */
    private String replaced(String command) {
        return CHANGING.matcher(command)
                .replaceAll(match -> Matcher.quoteReplacement(bound.getOrDefault(match.group(), match.group())));
    }

    private boolean isSame(List<String> expected, List<String> printed) {
        int any = expected.indexOf(ANY);
        if (any < 0) {
            return expected.size() == printed.size() && areSame(expected, printed);
        }
        int after = expected.size() - any - 1;
        return printed.size() >= expected.size() - 1
                && areSame(expected.subList(0, any), printed.subList(0, any))
                && areSame(
                        expected.subList(any + 1, expected.size()),
                        printed.subList(printed.size() - after, printed.size()));
    }

    private boolean areSame(List<String> expected, List<String> printed) {
        boolean same = true;
        for (int i = 0; i < expected.size(); i++) {
            same &= isSame(expected.get(i), printed.get(i));
        }
        return same;
    }

    /** All that changes stands for the same as before; all else is the same. */
    private boolean isSame(String expected, String printed) {
        List<String> before = words(expected);
        List<String> now = words(printed);
        if (!literal(expected).equals(literal(printed)) || before.size() != now.size()) {
            return false;
        }
        boolean same = true;
        for (int i = 0; i < before.size(); i++) {
            same &= isBound(before.get(i), now.get(i));
        }
        return same;
    }

    /** Of an output that changed, so that the commands after it still run: each line as the next one of its form. */
    private void bindWhatIsThere(List<String> expected, List<String> printed) {
        int from = 0;
        for (String line : expected) {
            for (int i = from; i < printed.size(); i++) {
                if (isSame(line, printed.get(i))) {
                    from = i + 1;
                    break;
                }
            }
        }
    }

    private boolean isBound(String before, String now) {
        if (isCard(before)) {
            return isCard(now);
        }
        if (before.matches("\\d{4}-.*T.*Z")) {
            return now.matches("\\d{4}-.*T.*Z");
        }
        String known = bound.putIfAbsent(before, now);
        if (before.length() >= 36) {
            bound.putIfAbsent(before.substring(0, 8), now.substring(0, 8));
        }
        return known == null || known.equals(now);
    }

    private static List<String> words(String line) {
        return CHANGING.matcher(line).results().map(MatchResult::group).toList();
    }

    /** The line with one mark for each that changes, by its kind. */
    private static String literal(String line) {
        return CHANGING.matcher(line)
                .replaceAll(match -> isCard(match.group()) ? "<card>" : "<" + (match.end() - match.start()) + ">")
                .replaceAll("<1[0-9]>", "<address>");
    }

    /** Puts the lines of a transcript into its page, in the place of those that were there. */
    static void update(Path file, List<String> before, List<String> now) throws IOException {
        String page = Files.readString(file);
        String old = String.join("\n", before);
        assertThat(page).contains(old);
        Files.writeString(file, page.replace(old, String.join("\n", now)));
    }
}
