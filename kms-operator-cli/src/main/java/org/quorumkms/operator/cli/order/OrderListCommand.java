package org.quorumkms.operator.cli.order;

import java.time.Instant;
import java.util.List;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.operator.OrderEntry;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.Trusts;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.rows.OrderRows;
import picocli.CommandLine.Command;

/** Lists orders. */
@Command(
        name = "list",
        description = "List the orders, their approvals counted here: open, approved, carried out, withdrawn, rejected,"
                + " expired or void.",
        footer = {"", "Example:", "  kms-operator order list"})
final class OrderListCommand extends OperatorCommand {

    OrderListCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Session session = open();
        Trusts trusts = session.trusts().shown();
        Instant now = session.now();
        List<OrderEntry> orders = session.orders().all();
        printer()
                .table(
                        orders.stream()
                                .map(entry -> OrderRows.row(trusts, entry, now))
                                .toList(),
                        OrderRows.table(orders, session.self(), now),
                        "There is no order.");
        return ExitCode.DONE.code();
    }
}
