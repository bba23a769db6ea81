package org.quorumkms.operator.cli.audit;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.quorumkms.audit.LogFile;
import org.quorumkms.cli.OutputOptions;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.home.Home;
import org.quorumkms.operator.AuditReader;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.remote.AuditLogView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the logs to a file. */
@Command(
        name = "export",
        description = "Write the audit logs of all servers to a file, a line of JSON for each entry, signed head and"
                + " certificate: to keep where no server and no database can reach it. audit verify FILE verifies it.",
        footer = {"", "Example:", "  kms-operator audit export -o audit.jsonl"})
final class AuditExportCommand extends OperatorCommand {

    @Option(names = "-o", paramLabel = "FILE", required = true, description = "Where to.")
    private Path file = Path.of("");

    @Mixin
    private OutputOptions files = new OutputOptions();

    AuditExportCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        files.file(file).requireFree();
        AuditReader audits = open().audits();
        try {
            long entries = files.file(file).write(out -> {
                Writer lines = new java.io.BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
                LogFile.Logs logs = LogFile.writer(lines);
                long count = 0;
                for (AuditLogView log : audits.logs()) {
                    audits.all(log, logs.begin(log.log()));
                    count += log.size();
                }
                lines.flush();
                return count;
            });
            files.printer(printer()).note("Written to " + file + ": " + entries + " entries.");
        } catch (UncheckedIOException e) {
            throw Home.failed("write", file, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw Home.failed("write", file, e);
        }
        return ExitCode.DONE.code();
    }
}
