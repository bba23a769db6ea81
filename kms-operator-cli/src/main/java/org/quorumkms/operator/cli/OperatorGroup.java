package org.quorumkms.operator.cli;

import java.util.concurrent.Callable;
import org.quorumkms.cli.Programs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A group of commands. */
@Command(
        name = "operator",
        description = "View and invite operators.",
        footer = {"", "Example:", "  kms-operator operator list"})
final class OperatorGroup implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        return Programs.needsCommand(spec);
    }
}
