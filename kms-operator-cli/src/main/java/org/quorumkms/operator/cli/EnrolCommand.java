package org.quorumkms.operator.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.cli.InvitationText;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.home.Home;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.operator.ApprovalKey;
import org.quorumkms.operator.OperatorView;
import org.quorumkms.party.Invitation;
import org.quorumkms.party.InvitationClaim;
import org.quorumkms.party.PinFile;
import org.quorumkms.party.Pins;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Claims this operator's own Domain. */
@Command(
        name = "enrol",
        description = "Become an operator: claim your own Domain with an invitation.",
        footer = {
            "",
            "Example:",
            "  kms-operator enrol kms1.eyJ2ZXJzaW9uIjox…",
            "  kms-operator enrol - < invitation.txt",
            "  kms-operator enrol --own-key alice.p12 invitation.txt"
        })
final class EnrolCommand extends OperatorCommand {

    @Parameters(
            paramLabel = "INVITATION",
            description = "The line of text, a file that holds it, or - for standard input.")
    private String invitation = "";

    @Option(
            names = "--own-key",
            paramLabel = "FILE.p12",
            description =
                    "Keep your approval key yourself: a PKCS#12 file with an RSA key of 3072 or 4096 bits; made there"
                            + " if there is none. A copy stays in this home, sealed with its password, and no server ever has it.")
    private @Nullable Path ownKey;

    EnrolCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Invitation parsed = InvitationText.read(invitation, context().input());
        Home home = context().home();
        PinFile pins = new PinFile(home);
        pins.find().flatMap(Pins::operatorDomain).ifPresent(own -> {
            if (!own.seen().id().equals(parsed.domain())) {
                throw new RefusedException("This home is enrolled already, as " + own.name()
                        + ". Use another --home for a second operator.");
            }
        });
        VerifiedDomain domain = new InvitationClaim(
                        pins, context().key(home), context().clock())
                .claim(
                        parsed,
                        context().servers().addresses(parsed.servers()),
                        context().servers().serverKeys(),
                        ownKey(home));
        if (domain.body().purpose() != Purpose.OPERATOR) {
            throw new RefusedException(
                    "That was a client's invitation, to Domain " + domain.body().name()
                            + ", and this home has claimed it. Use kms-client with --home " + home.folder() + ".");
        }
        OperatorView self = new OperatorView(domain);
        printer()
                .result(
                        Rows.name(self.name(), self.thumbprint()),
                        List.of(
                                "enrolled as " + self.name(),
                                "your approval key has the thumbprint " + self.thumbprint(),
                                "Tell it to the other operators over a channel they trust."));
        return ExitCode.DONE;
    }

    private Optional<SigningKey> ownKey(Home home) {
        if (ownKey == null) {
            return Optional.empty();
        }
        SigningKey key = Files.exists(ownKey)
                ? ApprovalKey.open(ownKey, context()::ownKeyPassword)
                : ApprovalKey.make(
                        ownKey,
                        context()::ownKeyPassword,
                        context().clock().instant(),
                        context().random());
        // In the home before the claim: whoever is interrupted begins again with the same key.
        new ApprovalKey(home).keep(ownKey);
        return Optional.of(key);
    }
}
