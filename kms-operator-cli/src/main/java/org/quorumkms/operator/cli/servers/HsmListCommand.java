package org.quorumkms.operator.cli.servers;

import java.util.List;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.operator.HsmEntry;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.rows.Rows;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the HSMs with their public keys. */
@Command(
        name = "list",
        description = "List HSMs and their public keys, each from its own verified statement.",
        footer = {"", "Example:", "  kms-operator hsm list"})
final class HsmListCommand extends OperatorCommand {

    @Option(names = "--digits", description = "Show them as digits to read aloud, in 12 groups of 5.")
    private boolean digits;

    HsmListCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Session session = open();
        List<HsmEntry> rows = session.hsms().all();
        printer()
                .table(
                        rows.stream().map(Rows::hsm).toList(),
                        digits ? Rows.hsmDigits(rows) : Rows.hsmTable(rows),
                        "There is no HSM.");
        return ExitCode.DONE.code();
    }
}
