package org.quorumkms.operator.cli.trust;

import org.quorumkms.cli.CommandTree;
import org.quorumkms.operator.cli.OperatorContext;

/** Commands about Trusts. */
public final class TrustCommands {

    private TrustCommands() {}

    /** Adds them to the program's. */
    public static void addTo(CommandTree tree, OperatorContext context) {
        tree.group(
                "trust",
                "View, create, approve, sign and verify Trusts.",
                new CommandTree()
                        .command("list", () -> new TrustListCommand(context))
                        .command("show", () -> new TrustShowCommand(context))
                        .command("signatures", () -> new TrustSignaturesCommand(context))
                        .command("create", () -> new TrustCreateCommand(context))
                        .command("withdraw", () -> new TrustEndCommand.Withdraw(context))
                        .command("reject", () -> new TrustEndCommand.Reject(context))
                        .command("approve", () -> new TrustApproveCommand(context))
                        .command("add-approval", () -> new TrustAddApprovalCommand(context))
                        .command("sign", () -> new TrustSignCommand(context))
                        .command("line", () -> new TrustLineCommand(context))
                        .command("verify", () -> new TrustVerifyCommand(context))
                        .command("export", () -> new TrustExportCommand(context))
                        .command("import", () -> new TrustImportCommand(context))
                        .command("repin", () -> new TrustRepinCommand(context)),
                "kms-operator trust list --unsigned");
    }
}
