package org.quorumkms.operator.cli;

import java.util.concurrent.Callable;
import org.quorumkms.cli.Programs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A group of commands. */
@Command(
        name = "audit",
        description = "View, verify and export the servers' audit logs: who did what, with what result.",
        footer = {"", "Example:", "  kms-operator audit list"})
final class AuditGroup implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        return Programs.needsCommand(spec);
    }
}
