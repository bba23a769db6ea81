package org.quorumkms.operator.cli;

import java.util.List;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.domain.Domain;
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
        List<Domain> rows = session.client().domains();
        session.printer()
                .table(
                        rows.stream().map(Rows::domain).toList(),
                        Rows.domainTable(session.trusts(), rows),
                        "There is no Domain yet. Make one: domain create.");
        return ExitCode.DONE;
    }
}
