package org.quorumkms.server;

import java.util.concurrent.Callable;
import org.quorumkms.cli.Programs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A group of commands. */
@Command(
        name = "hsm",
        description = "End the life of an HSM.",
        footer = {"", "Example:", "  kms-server hsm destroy h2"})
final class HsmGroup implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        return Programs.needsCommand(spec);
    }
}
