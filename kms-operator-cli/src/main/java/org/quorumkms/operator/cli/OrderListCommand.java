package org.quorumkms.operator.cli;

import java.util.List;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.cli.Table;
import org.quorumkms.operator.OrderEntry;
import picocli.CommandLine.Command;

/** Lists orders. */
@Command(
        name = "list",
        description = "List the orders that have not expired, their approvals counted here.",
        footer = {"", "Example:", "  kms-operator order list"})
final class OrderListCommand extends OperatorCommand {

    OrderListCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        OperatorContext.Session session = open();
        List<OrderEntry> orders = Orders.all(session);
        Table table = new Table("ID", "KIND", "DOMAIN", "TRUST", "STATUS", "APPROVALS", "EXPIRES", "");
        for (OrderEntry entry : orders) {
            table.row(
                    Orders.reference(entry.order()),
                    entry.order().body().kind().text(),
                    entry.order().body().domain().value(),
                    Integer.toString(entry.trust().body().id()),
                    entry.status(),
                    entry.approvals().signed().size() + " of "
                            + entry.approvals().threshold(),
                    entry.order().body().expires().toString(),
                    entry.waitsFor(session.self()) ? "(waits for you)" : "");
        }
        session.printer()
                .table(
                        orders.stream().map(Orders::row).toList(),
                        table,
                        "There is no order that could be carried out.");
        return ExitCode.DONE;
    }
}
