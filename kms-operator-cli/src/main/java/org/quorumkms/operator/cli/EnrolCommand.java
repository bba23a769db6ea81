package org.quorumkms.operator.cli;

import java.util.List;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.cli.InvitationText;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.home.Home;
import org.quorumkms.home.InvitationClaim;
import org.quorumkms.home.PinFile;
import org.quorumkms.home.Pins;
import org.quorumkms.net.Invitation;
import org.quorumkms.operator.OperatorView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Claims this operator's own Domain. */
@Command(
        name = "enrol",
        description = "Become an operator: claim your own Domain with an invitation.",
        footer = {
            "",
            "Example:",
            "  kms-operator enrol kms1.eyJ2ZXJzaW9uIjox…",
            "  kms-operator enrol - < invitation.txt"
        })
final class EnrolCommand extends OperatorCommand {

    @Parameters(
            paramLabel = "INVITATION",
            description = "The line of text, a file that holds it, or - for standard input.")
    private String invitation = "";

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
                        context().servers().serverKeys());
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
}
