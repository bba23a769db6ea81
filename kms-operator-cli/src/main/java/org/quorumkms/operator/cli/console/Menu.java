package org.quorumkms.operator.cli.console;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The thirteen actions of the report under their numbers, and enrolling and creating a Domain below them. A number starts
 * its action and asks for what it needs, offering what exists.
 */
final class Menu {

    private static final List<Item> ITEMS = List.of(
            item("View unsigned Trusts", "trust list --unsigned"),
            item("View signed Trusts", "trust list --signed"),
            item("View Trusts of which I am part", "trust list --mine"),
            item("View Domains", "domain list"),
            item("View operator public keys", "operator list"),
            item("View HSM public keys", "hsm list"),
            item("View operator signatures of an unsigned Trust", "trust signatures", trust("")),
            item(
                    "Create unsigned Trust",
                    "trust create",
                    new Question("HSMs, with commas", "--hsm", KnownNames.Kind.HSM, true),
                    new Question("Operators, with commas", "--operator", KnownNames.Kind.OPERATOR, true),
                    new Question("Quorum", "--quorum", KnownNames.Kind.NONE, true),
                    new Question("Successor of which Trust (empty: none)", "--after", KnownNames.Kind.TRUST, false),
                    new Question("Branch of which Trust (empty: none)", "--branch-of", KnownNames.Kind.TRUST, false)),
            item("Sign unsigned Trust (approve it, with my key)", "trust approve", trust("")),
            item(
                    "Sign unsigned Trust with an HSM",
                    "trust sign",
                    trust(""),
                    new Question("HSM (empty: any that may)", "--hsm", KnownNames.Kind.HSM, false)),
            item("Verify Domain signatures", "domain verify", new Question("Domain", "", KnownNames.Kind.DOMAIN, true)),
            item("Verify Trust signatures", "trust verify", trust("")),
            item(
                    "Create new HSM",
                    "hsm create",
                    new Question("Label (empty: the next free one)", "--label", KnownNames.Kind.NONE, false)),
            item("Enrol (claim my own Domain)", "enrol", new Question("Invitation", "", KnownNames.Kind.NONE, true)),
            item(
                    "Create Domain",
                    "domain create",
                    trust("--trust"),
                    new Question("Name", "--name", KnownNames.Kind.NONE, true),
                    new Question(
                            "Purpose, encrypt or sign (empty: encrypt)", "--purpose", KnownNames.Kind.NONE, false)));

    private final UnaryOperator<String> asker;
    private final KnownNames names;
    private final Consumer<List<String>> run;

    Menu(UnaryOperator<String> asker, KnownNames names, Consumer<List<String>> run) {
        this.asker = asker;
        this.names = names;
        this.run = run;
    }

    private record Question(String text, String option, KnownNames.Kind offers, boolean needed) {}

    private record Item(String title, String command, List<Question> questions) {}

    static boolean isChoice(String line) {
        return line.matches("[0-9]{1,2}");
    }

    void show(PrintWriter out) {
        for (int i = 0; i < ITEMS.size(); i++) {
            if (i == 13) {
                out.println();
            }
            out.println(String.format("%3d  %s", i + 1, ITEMS.get(i).title()));
        }
        out.println("Type a number.");
    }

    void start(String choice, PrintWriter out) {
        int number = Integer.parseInt(choice);
        if (number < 1 || number > ITEMS.size()) {
            out.println("There is no action " + number + ". Type menu to see them.");
            return;
        }
        Item item = ITEMS.get(number - 1);
        List<String> words = new ArrayList<>(List.of(item.command().split(" ", -1)));
        for (Question question : item.questions()) {
            String answer = ask(question, out);
            if (answer.isEmpty() && question.needed()) {
                out.println("Nothing was done: that is needed.");
                return;
            }
            if (!answer.isEmpty()) {
                if (!question.option().isEmpty()) {
                    words.add(question.option());
                }
                words.add(answer);
            }
        }
        run.accept(words);
    }

    private String ask(Question question, PrintWriter out) {
        List<String> offered = names.of(question.offers());
        if (!offered.isEmpty()) {
            out.println("  there are: " + String.join(", ", offered));
            out.flush();
        }
        // White space after a comma is how people write lists.
        return asker.apply("  " + question.text() + ": ").strip().replaceAll(",\\s+", ",");
    }

    private static Item item(String title, String command, Question... questions) {
        return new Item(title, command, List.of(questions));
    }

    private static Question trust(String option) {
        return new Question("Trust", option, KnownNames.Kind.TRUST, true);
    }
}
