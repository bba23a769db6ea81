package org.quorumkms.operator.cli.domain;

import org.quorumkms.cli.CommandTree;
import org.quorumkms.operator.cli.OperatorContext;

/** Commands about Domains. */
public final class DomainCommands {

    private DomainCommands() {}

    /** Adds them to the program's. */
    public static void addTo(CommandTree tree, OperatorContext context) {
        tree.group(
                "domain",
                "View, create, verify, export and import Domains.",
                new CommandTree()
                        .command("list", () -> new DomainListCommand(context))
                        .command("create", () -> new DomainCreateCommand(context))
                        .command("invite", () -> new DomainInviteCommand(context))
                        .command("card", () -> new DomainCardCommand(context))
                        .command("verify", () -> new DomainVerifyCommand(context))
                        .command("export", () -> new DomainExportCommand(context))
                        .command("import", () -> new DomainImportCommand(context))
                        .command("rewrap", () -> new DomainRewrapCommand(context))
                        .command("rotate", () -> new DomainRotateCommand(context))
                        .command("repin", () -> new DomainRepinCommand(context)),
                "kms-operator domain list");
    }
}
