package org.quorumkms.operator.cli;

import java.util.concurrent.Callable;
import org.quorumkms.cli.Programs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A group of commands. */
@Command(
        name = "domain",
        description = "View, create, verify, export and import Domains.",
        footer = {"", "Example:", "  kms-operator domain list"})
final class DomainGroup implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        return Programs.needsCommand(spec);
    }
}
