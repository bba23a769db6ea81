package org.quorumkms.cli;

import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** Commands about one noun: called without one of them, it is wrong usage. */
final class CommandGroup implements Callable<Integer> {

    private final CommandSpec spec;

    private CommandGroup() {
        this.spec = CommandSpec.wrapWithoutInspection(this);
    }

    /**
     * Makes one.
     *
     * @param examples command lines for its help
     */
    static CommandSpec of(String name, String description, String... examples) {
        CommandSpec spec = new CommandGroup().spec.name(name);
        spec.usageMessage()
                .description(description)
                .footer(Stream.concat(
                                Stream.of("", "Example:"), Stream.of(examples).map(example -> "  " + example))
                        .toArray(String[]::new));
        return spec;
    }

    @Override
    public Integer call() {
        return Programs.needsCommand(spec);
    }
}
