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

/** Has the server that it talks to make an HSM. */
@Command(
        name = "create",
        description =
                "Create an HSM in the server that is called. It is powerless until a quorum puts it into a Trust.",
        footer = {"", "Example:", "  kms-operator hsm create --label h3"})
final class HsmCreateCommand extends OperatorCommand {

    @Option(
            names = "--label",
            paramLabel = "L",
            defaultValue = "",
            description = "Its label, for people; else the next free one.")
    private String label = "";

    HsmCreateCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Session session = open();
        HsmEntry hsm = session.hsms().create(label);
        printer()
                .result(
                        Rows.hsm(hsm),
                        List.of(
                                "created: HSM " + hsm.keys().label() + " in server " + hsm.server(),
                                "fingerprint " + hsm.fingerprint()));
        return ExitCode.DONE.code();
    }
}
