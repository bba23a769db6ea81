package org.quorumkms.operator.cli.console;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.quorumkms.operator.cli.console.KnownNames.Kind;

/**
 * The thirteen actions of the report under their numbers, and what else an operator does beside them. A number starts its action and
 * asks for what it needs, offering what exists and fits.
 */
final class Menu {

    /** Of the report: the left column. */
    private static final int REPORT = 13;

    private static final List<Item> ITEMS = List.of(
            item("View unsigned Trusts", "trust list --unsigned"),
            item("View signed Trusts", "trust list --signed"),
            item("View Trusts I am part of", "trust list --mine"),
            item("View Domains", "domain list"),
            item("View operator public keys", "operator list"),
            item("View HSM public keys", "hsm list"),
            item("View signatures of a Trust", "trust signatures", trust("", Kind.UNSIGNED_TRUST)),
            item(
                    "Create unsigned Trust",
                    "trust create",
                    new Question("HSMs, with commas", "--hsm", Kind.HSM, true),
                    new Question("Operators, with commas", "--operator", Kind.OPERATOR, true),
                    new Question("Quorum", "--quorum", Kind.NONE, true),
                    new Question("Successor of which Trust (empty: none)", "--after", Kind.NEWEST_TRUST, false),
                    new Question("Branch of which Trust (empty: none)", "--branch-of", Kind.NEWEST_TRUST, false),
                    new Question("Note to the others (empty: none)", "--note", Kind.NONE, false)),
            item("Sign Trust (approve, my key)", "trust approve", trust("", Kind.TRUST_TO_APPROVE)),
            item(
                    "Sign Trust with an HSM",
                    "trust sign",
                    trust("", Kind.TRUST_TO_SIGN),
                    new Question("HSM (empty: any that may)", "--hsm", Kind.HSM, false)),
            item("Verify Domain signatures", "domain verify", domain(Kind.DOMAIN)),
            item("Verify Trust signatures", "trust verify", trust("", Kind.TRUST)),
            item(
                    "Create new HSM",
                    "hsm create",
                    new Question("Label (empty: the next free one)", "--label", Kind.NONE, false)),
            item("Enrol (my own Domain)", "enrol", new Question("Invitation or card", "", Kind.NONE, true)),
            item(
                    "Create Domain",
                    "domain create",
                    trust("--trust", Kind.NEWEST_TRUST),
                    new Question("Name", "--name", Kind.NONE, true),
                    new Question("Its client's identity (empty: by invitation)", "--for", Kind.NONE, false),
                    new Question("Purpose, encrypt or sign (empty: encrypt)", "--purpose", Kind.NONE, false)),
            item("What waits (inbox)", "inbox"),
            item("View orders", "order list"),
            item("Approve order", "order approve", new Question("Order", "", Kind.ORDER_TO_APPROVE, true)),
            item("Carry out order", "order run", new Question("Order", "", Kind.ORDER_TO_RUN, true)),
            item(
                    "Disable Domain (by order)",
                    "order disable",
                    domain(Kind.ENABLED_DOMAIN),
                    new Question("Note to the others (empty: none)", "--note", Kind.NONE, false)),
            item("Who may use a Domain", "access", domain(Kind.DOMAIN)),
            item("What a key could do", "access", new Question("Name or key", "--by", Kind.NONE, true)),
            item("Move Domains to a Trust", "domain rewrap --all", trust("--trust", Kind.NEWEST_TRUST)),
            item("View the logs", "audit list"),
            item("Verify the logs", "audit verify"),
            item("Invite operator", "operator invite", new Question("Name", "", Kind.NONE, true)));

    private final UnaryOperator<String> asker;
    private final KnownNames names;
    private final Consumer<List<String>> run;

    Menu(UnaryOperator<String> asker, KnownNames names, Consumer<List<String>> run) {
        this.asker = asker;
        this.names = names;
        this.run = run;
    }

    private record Question(String text, String option, Kind offers, boolean needed) {}

    private record Item(String title, String command, List<Question> questions) {}

    static boolean isChoice(String line) {
        return line.matches("[0-9]{1,2}");
    }

    void show(PrintWriter out) {
        for (int i = 0; i < REPORT; i++) {
            out.println(String.format("%3d  %-34s", i + 1, ITEMS.get(i).title()) + other(i + REPORT));
        }
        out.println("Type a number; or a command: help shows them all.");
    }

    private static String other(int index) {
        return index < ITEMS.size()
                ? String.format("%3d  %s", index + 1, ITEMS.get(index).title())
                : "";
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
        if (question.offers() != Kind.NONE) {
            List<String> offered = names.of(question.offers());
            out.println(offered.isEmpty() ? "  there is none that fits" : "  there are: " + String.join(", ", offered));
            out.flush();
        }
        // White space after a comma is how people write lists.
        return asker.apply("  " + question.text() + ": ").strip().replaceAll(",\\s+", ",");
    }

    private static Item item(String title, String command, Question... questions) {
        return new Item(title, command, List.of(questions));
    }

    private static Question trust(String option, Kind offers) {
        return new Question("Trust", option, offers, true);
    }

    private static Question domain(Kind offers) {
        return new Question("Domain", "", offers, true);
    }
}
