package org.quorumkms.operator.cli.domain;

import java.util.List;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.operator.Invited;
import org.quorumkms.operator.Lookup;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.rows.InvitationRows;
import org.quorumkms.signed.Name;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a Domain. */
@Command(
        name = "create",
        description =
                "Create a Domain under a signed Trust of which you are an operator, and an invitation for its client.",
        footer = {"", "Example:", "  kms-operator domain create --trust 2 --name payroll"})
final class DomainCreateCommand extends OperatorCommand {

    @Option(
            names = "--trust",
            paramLabel = "ID",
            required = true,
            description = "The Trust under which it shall stand.")
    private String trust = "";

    @Option(names = "--name", paramLabel = "N", required = true, description = "Its name, for people.")
    private String name = "";

    @Option(names = "--purpose", paramLabel = "P", defaultValue = "encrypt", description = "encrypt (default) or sign.")
    private Purpose purpose = Purpose.ENCRYPT;

    @Option(names = "--same-name", description = "Allow a second Domain of that name.")
    private boolean sameName;

    DomainCreateCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        if (purpose == Purpose.OPERATOR) {
            throw new UsageException(
                    "An operator's Domain is made by operator invite. The purpose is encrypt or sign.");
        }
        Name.typed(name);
        Session session = open();
        if (!sameName) {
            requireNew(session);
        }
        Invited invited = session.changes()
                .create(Lookup.trust(session.trusts().shown(), trust).thumbprint(), name, purpose);
        printer()
                .secret(
                        InvitationRows.json(invited),
                        List.of(
                                "created: Domain " + name + " ("
                                        + invited.domain().body().id() + ")",
                                "invitation for its client (one use, 7 days):",
                                invited.invitation()),
                        "Make it anew: kms-operator domain invite "
                                + invited.domain().body().id());
        return ExitCode.DONE.code();
    }

    private void requireNew(Session session) {
        session.domains().named(name).stream()
                .filter(domain -> domain.body().state() != DomainState.DELETED)
                .findFirst()
                .ifPresent(there -> {
                    throw new RefusedException("There is a Domain " + name + " already ("
                            + there.body().id() + "). Take another name, or say --same-name.");
                });
    }
}
