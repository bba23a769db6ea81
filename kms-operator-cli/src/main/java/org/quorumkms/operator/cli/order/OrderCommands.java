package org.quorumkms.operator.cli.order;

import org.quorumkms.cli.CommandTree;
import org.quorumkms.operator.cli.OperatorContext;

/** Commands about orders. */
public final class OrderCommands {

    private OrderCommands() {}

    /** Adds them to the program's. */
    public static void addTo(CommandTree tree, OperatorContext context) {
        tree.group(
                "order",
                "Order what needs a quorum: disable, enable or delete a Domain, or grant it to another key.",
                new CommandTree()
                        .command("list", () -> new OrderListCommand(context))
                        .command("disable", () -> new OrderCreateCommand.Disable(context))
                        .command("enable", () -> new OrderCreateCommand.Enable(context))
                        .command("delete", () -> new OrderCreateCommand.Delete(context))
                        .command("grant", () -> new OrderControllerCommand.Grant(context))
                        .command("admit", () -> new OrderControllerCommand.Admit(context))
                        .command("policy", () -> new OrderCreateCommand.ChangePolicy(context))
                        .command("end", () -> new OrderCreateCommand.End(context))
                        .command("show", () -> new OrderShowCommand(context))
                        .command("withdraw", () -> new OrderEndCommand.Withdraw(context))
                        .command("reject", () -> new OrderEndCommand.Reject(context))
                        .command("approve", () -> new OrderApproveCommand(context))
                        .command("run", () -> new OrderRunCommand(context)),
                "kms-operator order disable payroll",
                "kms-operator order approve 4f1c2d9a",
                "kms-operator order run 4f1c2d9a");
    }
}
