package org.quorumkms.operator.cli.servers;

import org.quorumkms.cli.CommandTree;
import org.quorumkms.operator.cli.OperatorContext;

/** Commands about servers and their HSMs. */
public final class ServerCommands {

    private ServerCommands() {}

    /** Adds them to the program's. */
    public static void addTo(CommandTree tree, OperatorContext context) {
        tree.command("status", () -> new StatusCommand(context))
                .command("servers", () -> new ServersCommand(context))
                .group(
                        "hsm",
                        "View and create HSMs.",
                        new CommandTree()
                                .command("list", () -> new HsmListCommand(context))
                                .command("create", () -> new HsmCreateCommand(context)),
                        "kms-operator hsm list");
    }
}
