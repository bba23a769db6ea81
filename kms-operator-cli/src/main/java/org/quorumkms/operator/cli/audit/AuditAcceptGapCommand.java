package org.quorumkms.operator.cli.audit;

import org.quorumkms.audit.LogId;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.UsageException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.operator.SeenHeads;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Accepts that a log was cut. */
@Command(
        name = "accept-gap",
        description = {
            "Accept that a server's audit log was cut or changed, after that was looked into (a restored backup, an edited"
                    + " database): audit verify of this home forgets what it saw of it, and where the server ended it, expects nothing more.",
            "The server went on in another log, whose first entry names the last head that it remembered. Other consoles"
                    + " accept it for themselves."
        },
        footer = {
            "",
            "Example:",
            "  kms-operator audit accept-gap jLYLVEvDlqVPWm9vBQ5UOUgmV0iAGjWCBn2KqWkCRIo",
            "  kms-operator audit accept-gap jLYLVEvDlqVPWm9vBQ5UOUgmV0iAGjWCBn2KqWkCRIo/2"
        })
final class AuditAcceptGapCommand extends OperatorCommand {

    @Parameters(paramLabel = "LOG", description = "The log: all 43 characters of the server's key, with /2 and so on.")
    private String log = "";

    AuditAcceptGapCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        LogId id = named(log);
        new SeenHeads(context().home()).accept(id);
        printer().note("Accepted: what was seen of the audit log " + id + " is forgotten here.");
        return ExitCode.DONE.code();
    }

    private static LogId named(String text) {
        try {
            return LogId.parse(text);
        } catch (VerificationException e) {
            throw new UsageException(
                    "Name the log as audit verify does: all 43 characters of the server's key, with /2 and so on.");
        }
    }
}
