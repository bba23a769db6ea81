package org.quorumkms.operator.cli.access;

import org.quorumkms.cli.CommandTree;
import org.quorumkms.operator.cli.OperatorContext;

/** Commands about who could use what. */
public final class AccessCommands {

    private AccessCommands() {}

    /** Adds them to the program's. */
    public static void addTo(CommandTree tree, OperatorContext context) {
        tree.command("access", () -> new AccessCommand(context));
    }
}
