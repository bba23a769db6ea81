package org.quorumkms.operator.cli.people;

import java.util.List;
import org.quorumkms.cli.Table;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.operator.OperatorView;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.rows.Rows;
import org.quorumkms.signed.Digits;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the operators with their public keys. */
@Command(
        name = "list",
        description = "List the enrolled operators and their public keys, each from its own verified Domain.",
        footer = {"", "Example:", "  kms-operator operator list"})
final class OperatorListCommand extends OperatorCommand {

    @Option(names = "--digits", description = "Show them as digits to read aloud, in 12 groups of 5.")
    private boolean digits;

    OperatorListCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Session session = open();
        List<OperatorView> rows = session.operators().all();
        Table table = new Table("NAME", "THUMBPRINT", "");
        for (OperatorView operator : rows) {
            table.row(
                    operator.name(),
                    digits
                            ? Digits.of(operator.thumbprint()).text()
                            : operator.thumbprint().value(),
                    marks(session, operator));
        }
        printer().table(rows.stream().map(Rows::operator).toList(), table, "Nobody is enrolled yet.");
        return ExitCode.DONE.code();
    }

    private static String marks(Session session, OperatorView operator) {
        String auditor = operator.isAuditor() ? "(auditor) " : "";
        return auditor + (operator.thumbprint().equals(session.self().thumbprint()) ? "(you)" : "");
    }
}
