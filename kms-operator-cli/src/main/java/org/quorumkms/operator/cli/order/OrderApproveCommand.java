package org.quorumkms.operator.cli.order;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.DomainId;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.json.Json;
import org.quorumkms.operator.BeforeApproval;
import org.quorumkms.operator.DomainCalls;
import org.quorumkms.operator.Lookup;
import org.quorumkms.operator.OrderEntry;
import org.quorumkms.operator.OrderScreen;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.cli.Confirmation;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.rows.OrderRows;
import org.quorumkms.order.Order;
import org.quorumkms.order.OrderKind;
import org.quorumkms.quorum.Approvals;
import org.quorumkms.signed.Time;
import org.quorumkms.trust.OperatorKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows an order, then approves what was shown. */
@Command(
        name = "approve",
        description = "Approve an order with your own key, after showing it.",
        footer = {"", "Example:", "  kms-operator order approve 4f1c2d9a"})
final class OrderApproveCommand extends OperatorCommand {

    @Parameters(paramLabel = "ID", description = "An order: 8 or more characters of its id or thumbprint.")
    private String id = "";

    @Mixin
    private Confirmation confirmation = new Confirmation();

    OrderApproveCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        confirmation.check();
        Session session = open();
        List<OrderEntry> all = session.orders().all();
        OrderEntry entry = Lookup.order(all, id);
        screen(session, entry, all).forEach(printer()::note);
        confirmation.shown(entry.order().thumbprint()).forEach(printer()::note);
        confirmation.require(context().prompt(), "order", entry.order().thumbprint());
        Order approved = context().approving(session).approve(entry.order());
        Approvals<OperatorKey> approvals = approved.approvalsUnder(entry.trust().body());
        Map<String, @Nullable Object> json = Json.object();
        json.put("id", approved.body().id().value());
        json.put("approvals", approvals.signed().size());
        json.put("threshold", approvals.threshold());
        printer()
                .result(
                        json,
                        List.of("approved: order " + OrderRows.reference(approved) + " has "
                                + approvals.signed().size() + " of the " + approvals.threshold()
                                + " approvals it needs"
                                + (approvals.reached() ? ". " + next(approved) : ".")));
        return ExitCode.DONE.code();
    }

    /** O4: what opens a file is not carried out; its requester decrypts. */
    private static String next(Order approved) {
        return approved.body().kind() == OrderKind.OPEN
                ? "Its requester can decrypt until "
                        + Time.format(approved.body().expires())
                : "Next: order run " + OrderRows.reference(approved);
    }

    /** What must be seen, if the order could be carried out at all. */
    private static List<String> screen(Session session, OrderEntry entry, List<OrderEntry> all) {
        DomainId domain = entry.order().body().domain();
        DomainCalls.Looked looked = session.domains().look(domain);
        BeforeApproval before = new BeforeApproval(session);
        before.requireOpen(entry, looked.domain().body());
        List<String> lines = new ArrayList<>(
                OrderScreen.lines(entry, looked, session.trusts().shown()));
        lines.addAll(OrderScreen.notEnded(
                entry, before.notEndedBy(entry, all), session.memory().ordered(domain)));
        return lines;
    }
}
