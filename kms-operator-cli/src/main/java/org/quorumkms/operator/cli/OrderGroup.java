package org.quorumkms.operator.cli;

import java.util.concurrent.Callable;
import org.quorumkms.cli.Programs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A group of commands. */
@Command(
        name = "order",
        description = "Order what needs a quorum: disable, enable or delete a Domain, or grant it to another key.",
        footer = {
            "",
            "Example:",
            "  kms-operator order disable payroll",
            "  kms-operator order approve 4f1c2d9a",
            "  kms-operator order run 4f1c2d9a"
        })
final class OrderGroup implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        return Programs.needsCommand(spec);
    }
}
