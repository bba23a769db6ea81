package org.quorumkms.operator.cli.domain;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.OutputOptions;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a Domain with its line and all that were before it. */
@Command(
        name = "export",
        description =
                "Write a Domain with the line of its Trust and the thumbprints of its earlier revisions. It may be"
                        + " kept anywhere: only its HSMs can open it.",
        footer = {"", "Example:", "  kms-operator domain export payroll -o payroll.json"})
final class DomainExportCommand extends OperatorCommand {

    @Parameters(paramLabel = "ID", description = "A Domain: its name or UUID.")
    private String id = "";

    @Option(names = "-o", paramLabel = "FILE", description = "Where to; else standard output.")
    private @Nullable Path file;

    @Mixin
    private OutputOptions files = new OutputOptions();

    DomainExportCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Session session = open();
        deliver(session.domains().whole(session.domains().meant(id)).exported().toText(), file, files);
        return ExitCode.DONE.code();
    }
}
