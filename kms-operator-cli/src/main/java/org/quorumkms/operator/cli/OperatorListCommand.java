package org.quorumkms.operator.cli;

import java.util.List;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.cli.Table;
import org.quorumkms.operator.OperatorView;
import picocli.CommandLine.Command;

/** Action 5 of the report. */
@Command(
        name = "list",
        description = "List the enrolled operators and their public keys, each from its own verified Domain.",
        footer = {"", "Example:", "  kms-operator operator list"})
final class OperatorListCommand extends OperatorCommand {

    OperatorListCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        OperatorContext.Session session = open();
        List<OperatorView> rows = session.client().operators();
        Table table = new Table("NAME", "THUMBPRINT", "");
        for (OperatorView operator : rows) {
            boolean you = operator.thumbprint().equals(session.self().thumbprint());
            table.row(operator.name(), operator.thumbprint().value(), you ? "(you)" : "");
        }
        session.printer().table(rows.stream().map(Rows::operator).toList(), table, "Nobody is enrolled yet.");
        return ExitCode.DONE;
    }
}
