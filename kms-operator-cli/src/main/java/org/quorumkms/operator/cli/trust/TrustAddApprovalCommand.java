package org.quorumkms.operator.cli.trust;

import java.nio.file.Path;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.operator.Lookup;
import org.quorumkms.operator.OfflineApproval;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.cli.Documents;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.rows.TrustRows;
import org.quorumkms.trust.Trust;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Adds an approval that was made elsewhere. */
@Command(
        name = "add-approval",
        description =
                "Add an approval that was made where there is no network, by an operator that keeps its key itself:"
                        + " with trust approve --offline, or with any JOSE tool. Anybody may carry it here.",
        footer = {"", "Example:", "  kms-operator trust add-approval 3 approval.json"})
final class TrustAddApprovalCommand extends OperatorCommand {

    @Parameters(
            index = "0",
            paramLabel = "ID",
            description = "A Trust: its number, or 8 or more characters of its thumbprint.")
    private String id = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "The approval: a JWS with one signature.")
    private Path file = Path.of("");

    TrustAddApprovalCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Session session = open();
        Trust trust = Lookup.trust(session.trusts().shown(), id);
        OfflineApproval approval = OfflineApproval.parse(Documents.read(file));
        if (!approval.isFor(trust)) {
            throw new VerificationException("The approval in " + file + " is for another Trust than "
                    + trust.body().id() + ". Nothing was added.");
        }
        Trust approved = session.trusts().addApproval(trust, approval.signature());
        TrustRows.printApprovals(printer(), approved);
        return ExitCode.DONE.code();
    }
}
