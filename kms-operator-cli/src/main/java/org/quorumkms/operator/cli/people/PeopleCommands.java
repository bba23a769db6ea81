package org.quorumkms.operator.cli.people;

import org.quorumkms.cli.CommandTree;
import org.quorumkms.operator.cli.OperatorContext;

/** Commands about operators. */
public final class PeopleCommands {

    private PeopleCommands() {}

    /** Adds them to the program's. */
    public static void addTo(CommandTree tree, OperatorContext context) {
        tree.command("identity", () -> new IdentityCommand(context))
                .command("enrol", () -> new EnrolCommand(context))
                .command(
                        "rollcall",
                        () -> new RollCallCommand(context),
                        new CommandTree().command("answer", () -> new RollCallCommand.Answer(context)))
                .group(
                        "home",
                        "Seal this home's key under a passphrase.",
                        new CommandTree()
                                .command("lock", () -> new HomeLockCommand.Lock(context))
                                .command("unlock", () -> new HomeLockCommand.Unlock(context)),
                        "kms-operator home lock")
                .group(
                        "operator",
                        "View and invite operators.",
                        new CommandTree()
                                .command("list", () -> new OperatorListCommand(context))
                                .command("invite", () -> new OperatorInviteCommand(context)),
                        "kms-operator operator list");
    }
}
