package org.quorumkms.operator.cli.people;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.IdentityText;
import org.quorumkms.cli.QrOption;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.home.Home;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.operator.ApprovalKey;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.party.Identity;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says who this home is. */
@Command(
        name = "identity",
        description =
                "Print who you are, as one word to hand to whoever founds the system: nothing in it is secret. Makes this"
                        + " home's key at the first use; needs no server.",
        footer = {
            "",
            "Example:",
            "  kms-operator identity --name alice",
            "  kms-operator identity --name alice --own-key alice.p12"
        })
final class IdentityCommand extends OperatorCommand {

    @Option(names = "--name", paramLabel = "NAME", description = "How you are called; this home keeps it.")
    private @Nullable String name;

    @Option(
            names = "--own-key",
            paramLabel = "FILE.p12",
            description =
                    "Keep your approval key yourself, in a PKCS#12 file; made there if there is none. A copy stays in"
                            + " this home, sealed with its password.")
    private @Nullable Path ownKey;

    @Mixin
    private QrOption qr = new QrOption();

    IdentityCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Home home = context().home();
        String called = IdentityText.name(home, name);
        ConnectionKey key = context().key(home);
        ApprovalKey kept = new ApprovalKey(home);
        Optional<SigningKey> own = Optional.empty();
        if (ownKey != null) {
            own = Optional.of(context().ownKey(ownKey));
            kept.keep(ownKey);
        } else if (kept.isOwn()) {
            own = Optional.of(kept.open(context()::ownKeyPassword));
        }
        IdentityText.print(
                printer(),
                qr,
                Identity.sign(called, key.signingKey(), own),
                "Hand it to whoever founds the system: kms-server init --operator " + called
                        + "=FILE. Then read the digits to each other.");
        return ExitCode.DONE.code();
    }
}
