package org.quorumkms.operator.cli.domain;

import java.util.List;
import org.quorumkms.cli.QrOption;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.operator.Invited;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.rows.InvitationRows;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes the invitation of an unclaimed Domain anew, or ends it (D4). */
@Command(
        name = "invite",
        description = "Make the invitation of a Domain anew that nobody has claimed yet: the one before works no more."
                + " With --end there is none any more, for good.",
        footer = {"", "Example:", "  kms-operator domain invite payroll", "  kms-operator domain invite payroll --end"})
final class DomainInviteCommand extends OperatorCommand {

    @Parameters(paramLabel = "NAME", description = "A Domain: its name or UUID.")
    private String name = "";

    @Option(names = "--end", description = "End the invitation: nobody can claim the Domain any more.")
    private boolean end;

    @Mixin
    private QrOption qr = new QrOption();

    DomainInviteCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Session session = open();
        VerifiedDomain domain = session.domains().newest(session.domains().meant(name));
        if (end) {
            VerifiedDomain after = session.changes().endInvitation(domain);
            printer()
                    .result(
                            InvitationRows.json(after.body(), null),
                            List.of("ended: nobody can claim Domain "
                                    + after.body().name() + " (" + after.body().id()
                                    + ") any more; order admit gives it a controller"));
            return ExitCode.DONE.code();
        }
        Invited invited = session.changes().invite(domain);
        printer()
                .secret(
                        InvitationRows.json(invited),
                        List.of(
                                "invitation to Domain "
                                        + invited.domain().body().name() + " (one use, 7 days):",
                                invited.invitation()),
                        "Run it again.");
        qr.show(invited.invitation());
        return ExitCode.DONE.code();
    }
}
