package org.quorumkms.operator.cli.audit;

import org.quorumkms.cli.CommandTree;
import org.quorumkms.operator.cli.OperatorContext;

/** Commands about audit logs. */
public final class AuditCommands {

    private AuditCommands() {}

    /** Adds them to the program's. */
    public static void addTo(CommandTree tree, OperatorContext context) {
        tree.group(
                "audit",
                "View, verify and export the servers' audit logs: who did what, with what result.",
                new CommandTree()
                        .command("list", () -> new AuditListCommand(context))
                        .command("verify", () -> new AuditVerifyCommand(context))
                        .command("accept-gap", () -> new AuditAcceptGapCommand(context))
                        .command("export", () -> new AuditExportCommand(context)),
                "kms-operator audit list");
    }
}
