package org.quorumkms.client.cli;

import java.util.concurrent.Callable;
import org.quorumkms.cli.Programs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Commands about one noun. */
abstract class GroupCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public final Integer call() {
        return Programs.needsCommand(spec);
    }

    /** What this home pinned of lines of Trusts. */
    @Command(
            name = "trust",
            description = "What this home pinned of a line of Trusts.",
            footer = {"", "Example:", "  kms-client trust import line.json"})
    static final class OfTrusts extends GroupCommand {}

    /** What this home pinned of Domains. */
    @Command(
            name = "domain",
            description = "What this home pinned of a Domain.",
            footer = {
                "",
                "Example:",
                "  kms-client domain repin payroll --thumbprint 47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
            })
    static final class OfDomains extends GroupCommand {}
}
