package org.quorumkms.operator.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.domain.Domain;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Json;
import org.quorumkms.operator.Lookup;
import org.quorumkms.operator.OrderEntry;
import org.quorumkms.order.Order;
import org.quorumkms.quorum.Approvals;
import org.quorumkms.trust.OperatorKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows an order, then approves what was shown. */
@Command(
        name = "approve",
        description = "Approve an order with your own key, after showing it.",
        footer = {"", "Example:", "  kms-operator order approve 4f1c2d9a"})
final class OrderApproveCommand extends OperatorCommand {

    @Parameters(paramLabel = "ID", description = "An order: 8 or more characters of its id or thumbprint.")
    private String id = "";

    @Option(
            names = "--thumbprint",
            paramLabel = "T",
            description = "All 43 characters of the thumbprint that you saw: approves without asking.")
    private @Nullable String thumbprint;

    OrderApproveCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        OperatorContext.Session session = open();
        OrderEntry entry = Lookup.order(Orders.all(session), id);
        Domain domain =
                session.client().verifiedDomain(entry.order().body().domain()).domain();
        Orders.lines(entry, Optional.of(domain)).forEach(session.printer()::note);
        Confirmation.require(context().prompt(), "order", entry.order().thumbprint(), thumbprint);
        Order approved = session.approvals().approve(entry.order());
        OrderEntry after = Orders.entry(session, approved)
                .orElseThrow(() -> new VerificationException("The server's answer names another Trust."));
        Approvals<OperatorKey> approvals = after.approvals();
        Map<String, @Nullable Object> json = Json.object();
        json.put("id", approved.body().id().value());
        json.put("approvals", approvals.signed().size());
        json.put("threshold", approvals.threshold());
        session.printer()
                .result(
                        json,
                        List.of("approved: order " + Orders.reference(approved) + " has "
                                + approvals.signed().size() + " of the " + approvals.threshold()
                                + " approvals it needs"
                                + (approvals.reached() ? ". Next: order run " + Orders.reference(approved) : ".")));
        return ExitCode.DONE;
    }
}
