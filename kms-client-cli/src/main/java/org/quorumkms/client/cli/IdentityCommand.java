package org.quorumkms.client.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.IdentityText;
import org.quorumkms.cli.QrOption;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.home.Home;
import org.quorumkms.party.Identity;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says who this home is. */
@Command(
        name = "identity",
        description = "Print who you are, as one word to hand to whoever shares a Domain with you or makes one for you:"
                + " nothing in it is secret. Makes this home's key at the first use; needs no server.",
        footer = {"", "Example:", "  kms-client identity --name backup-7"})
final class IdentityCommand extends ClientCommand {

    @Option(names = "--name", paramLabel = "NAME", description = "How you are called; this home keeps it.")
    private @Nullable String name;

    @Mixin
    private QrOption qr = new QrOption();

    IdentityCommand(ClientContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Home home = context().home();
        String called = IdentityText.name(home, name);
        IdentityText.print(
                printer(),
                qr,
                Identity.sign(called, context().key(home).signingKey(), Optional.empty()),
                "Hand it to who shares a Domain (kms-client share DOMAIN FILE) or makes one for you"
                        + " (kms-operator domain create --for FILE). Then read the digits to each other.");
        return ExitCode.DONE.code();
    }
}
