package org.quorumkms.operator.cli.inbox;

import org.quorumkms.cli.CommandTree;
import org.quorumkms.operator.cli.OperatorContext;

/** Commands about what waits for an operator. */
public final class InboxCommands {

    private InboxCommands() {}

    /** Adds them to the program's. */
    public static void addTo(CommandTree tree, OperatorContext context) {
        tree.command("inbox", () -> new InboxCommand(context));
    }
}
