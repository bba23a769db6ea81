package org.quorumkms.operator.cli.people;

import java.util.List;
import org.quorumkms.cli.QrOption;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.operator.Lookup;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.rows.InvitationRows;
import org.quorumkms.signed.Name;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Invites a further operator. */
@Command(
        name = "invite",
        description = {
            "An invitation for a further operator, powerless until a quorum puts its key into a Trust; or for an auditor,"
                    + " who reads everything and approves nothing.",
            "An invitation that nobody used is made anew with --again, or ended with --end."
        },
        footer = {"", "Example:", "  kms-operator operator invite dave", "  kms-operator operator invite dave --again"})
final class OperatorInviteCommand extends OperatorCommand {

    @Parameters(paramLabel = "NAME", description = "The operator's name, for people.")
    private String name = "";

    @ArgGroup
    private What what = new What();

    /** What is wanted, if it is not a new operator. */
    static final class What {
        @Option(names = "--auditor", description = "For one who reads everything and approves nothing.")
        private boolean auditor;

        @Option(names = "--again", description = "Make the invitation anew: the one before works no more.")
        private boolean again;

        @Option(names = "--end", description = "End the invitation: nobody can use it any more.")
        private boolean end;
    }

    @Option(names = "--same-name", description = "Allow a second operator of that name.")
    private boolean sameName;

    @Mixin
    private QrOption qr = new QrOption();

    OperatorInviteCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Name.typed(name);
        Session session = open();
        List<Domain> named = session.domains().named(name).stream()
                .filter(domain -> domain.body().purpose() == Purpose.OPERATOR
                        && domain.body().state() != DomainState.DELETED)
                .toList();
        if (what.end) {
            session.changes().endInvitation(unclaimed(session, named));
            printer()
                    .result(
                            InvitationRows.operator(name, null),
                            List.of("ended: the invitation of " + name + " works no more"));
            return ExitCode.DONE.code();
        }
        if (!what.again && !sameName && !named.isEmpty()) {
            throw new RefusedException("There is an operator " + name + " already, or an invitation for one (Domain "
                    + named.get(0).body().id() + "). Take another name, or say --again for a new invitation,"
                    + " or --same-name.");
        }
        String invitation = what.again
                ? session.changes().invite(unclaimed(session, named)).invitation()
                : session.operators().invite(name, what.auditor).invitation();
        printer()
                .secret(
                        InvitationRows.operator(name, invitation),
                        List.of(
                                "invitation for " + name + (what.auditor ? ", an auditor" : "") + " (one use, 7 days):",
                                invitation),
                        "Make it anew: kms-operator operator invite --again " + name);
        qr.show(invitation);
        return ExitCode.DONE.code();
    }

    private VerifiedDomain unclaimed(Session session, List<Domain> named) {
        List<Domain> open = named.stream()
                .filter(domain -> domain.body().claim().isPresent())
                .toList();
        if (open.isEmpty()) {
            throw new RefusedException("There is no unused invitation for an operator " + name + ".");
        }
        return session.domains().newest(Lookup.domain(open, name).body().id());
    }
}
