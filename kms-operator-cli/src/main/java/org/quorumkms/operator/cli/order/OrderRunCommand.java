package org.quorumkms.operator.cli.order;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.operator.Lookup;
import org.quorumkms.operator.OrderEntry;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.cli.Confirmation;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.rows.DomainRows;
import org.quorumkms.operator.cli.rows.OrderRows;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.party.Card;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has orders carried out. */
@Command(
        name = "run",
        description = {
            "Have an HSM carry out an order. It does so only when the quorum has approved, and once. Older orders of the"
                    + " Domain end with it, approved or not: they are listed first.",
            "A Domain's name carries out all of its orders that have their approvals, the oldest first."
        },
        footer = {"", "Example:", "  kms-operator order run 4f1c2d9a", "  kms-operator order run payroll"})
final class OrderRunCommand extends OperatorCommand {

    @Parameters(
            paramLabel = "ID|NAME",
            description = "An order: 8 or more characters of its id or thumbprint; or a Domain: its name or UUID.")
    private String reference = "";

    @Option(names = "--yes", description = "Do not ask whether older orders may end.")
    private boolean yes;

    OrderRunCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Session session = open();
        List<OrderEntry> all = session.orders().all();
        Optional<DomainId> domain = domain(session, all);
        List<OrderEntry> run =
                domain.map(id -> approved(session, all, id)).orElseGet(() -> List.of(Lookup.order(all, reference)));
        agree(ending(all, run, session.now()));
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        List<String> text = new ArrayList<>();
        for (OrderEntry entry : run) {
            VerifiedDomain after = session.orders().run(entry.order());
            Optional<String> card = card(session, after, entry.order());
            rows.add(row(after.domain(), card));
            text.addAll(lines(entry.order(), after, card));
        }
        printer().result(domain.isPresent() ? rows : rows.get(0), text);
        return ExitCode.DONE.code();
    }

    /** An exact name first; a UUID may be an order's. */
    private Optional<DomainId> domain(Session session, List<OrderEntry> all) {
        if (DomainId.isOne(reference)) {
            return all.stream().anyMatch(entry -> Lookup.isOrder(entry, reference))
                    ? Optional.empty()
                    : Optional.of(new DomainId(reference));
        }
        List<Domain> named = session.domains().named(reference);
        return named.isEmpty()
                ? Optional.empty()
                : Optional.of(Lookup.domain(named, reference).body().id());
    }

    private List<OrderEntry> approved(Session session, List<OrderEntry> all, DomainId domain) {
        List<OrderEntry> approved = all.stream()
                .filter(entry -> entry.order().body().domain().equals(domain)
                        && entry.order().body().number().isPresent()
                        && entry.status(session.now()).equals(OrderEntry.APPROVED))
                .sorted(Comparator.comparing(OrderEntry::number))
                .toList();
        if (approved.isEmpty()) {
            throw new RefusedException(
                    "No order of Domain " + reference + " has its approvals and waits. See order list.");
        }
        return approved;
    }

    private static List<OrderEntry> ending(List<OrderEntry> all, List<OrderEntry> run, Instant now) {
        return all.stream()
                .filter(entry -> !run.contains(entry))
                .filter(entry -> run.stream().anyMatch(one -> entry.endsWith(one.order(), now)))
                .toList();
    }

    /** Without somebody to ask, what ends is listed, and the command goes on: orders are carried out in their order. */
    private void agree(List<OrderEntry> ending) {
        if (ending.isEmpty()) {
            return;
        }
        printer().note("These orders of the Domain end with it:");
        ending.forEach(entry -> printer()
                .note("  " + OrderRows.reference(entry.order()) + "  number " + entry.number() + "  "
                        + entry.order().body().kind().text() + ", approved by "
                        + entry.approvals().signed().size() + " of "
                        + entry.approvals().threshold()));
        Optional<String> answer = yes ? Optional.empty() : context().prompt().ask("Carry it out? Type yes to go on: ");
        if (answer.isPresent() && !Confirmation.isYes(answer.get())) {
            throw new RefusedException("Nothing was carried out. Type yes if you mean to.");
        }
    }

    /** The order was carried out: that its card cannot be made is said beside that. */
    private Optional<String> card(Session session, VerifiedDomain after, Order order) {
        Optional<Controller> whom = order.body().decision() instanceof Decision.Grant grant
                ? Optional.of(grant.controller())
                : order.body().decision() instanceof Decision.Admit admit
                        ? Optional.of(admit.controller())
                        : Optional.empty();
        if (whom.filter(one -> after.isControlledBy(one.key())).isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Card(session.domains().contact(after)).toText());
        } catch (KmsException e) {
            printer()
                    .note("The order was carried out, and its card could not be made: " + e.getMessage()
                            + " Make it later: domain card "
                            + after.body().id() + " " + whom.get().key());
            return Optional.empty();
        }
    }

    private static Map<String, @Nullable Object> row(Domain domain, Optional<String> card) {
        Map<String, @Nullable Object> row = DomainRows.row(domain);
        row.put("card", card.orElse(null));
        return row;
    }

    private static List<String> lines(Order order, VerifiedDomain after, Optional<String> card) {
        List<String> lines = new ArrayList<>();
        lines.add("carried out: order " + order + "; Domain " + after.body().name() + " ("
                + after.body().id() + ") is " + after.body().state().text() + ", revision "
                + after.body().revision());
        card.ifPresent(word -> {
            lines.add("card for the controller (no secret):");
            lines.add(word);
        });
        return lines;
    }
}
