package org.quorumkms.operator.cli.trust;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.OutputOptions;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.operator.Lookup;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.trust.Trust;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a Trust or its line. */
@Command(
        name = "export",
        description = "Write a Trust, or with --line the line from genesis to it, as JSON that any JOSE tool reads.",
        footer = {"", "Example:", "  kms-operator trust export 2 --line -o line.json"})
final class TrustExportCommand extends OperatorCommand {

    @Parameters(paramLabel = "ID", description = "A Trust: its number, or 8 or more characters of its thumbprint.")
    private String id = "";

    @Option(names = "--line", description = "The whole line, genesis first.")
    private boolean line;

    @Option(names = "-o", paramLabel = "FILE", description = "Where to; else standard output.")
    private @Nullable Path file;

    @Mixin
    private OutputOptions files = new OutputOptions();

    TrustExportCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Session session = open();
        Trust trust = Lookup.trust(session.trusts().shown(), id);
        deliver(line ? session.trusts().line(trust.thumbprint()).toText() : trust.toText(), file, files);
        return ExitCode.DONE.code();
    }
}
