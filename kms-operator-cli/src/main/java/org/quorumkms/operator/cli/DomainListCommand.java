package org.quorumkms.operator.cli;

import org.quorumkms.cli.ExitCode;
import org.quorumkms.cli.Printer;
import picocli.CommandLine.Command;

/** Action 4 of the report. */
@Command(
        name = "list",
        description = "List all Domains.",
        footer = {"", "Example:", "  kms-operator domain list"})
final class DomainListCommand extends OperatorCommand {

    DomainListCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        OperatorContext.Session session = open();
        Printer.Listing listing = session.printer().listing();
        session.client()
                .domains(page -> listing.page(
                        page.stream().map(Rows::domain).toList(), Rows.domainTable(session.trusts(), page)));
        listing.end("There is no Domain yet. Make one: domain create.");
        return ExitCode.DONE;
    }
}
