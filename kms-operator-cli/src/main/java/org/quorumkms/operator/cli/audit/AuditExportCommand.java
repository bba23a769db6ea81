package org.quorumkms.operator.cli.audit;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.audit.LogFile;
import org.quorumkms.cli.OutputOptions;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.Home;
import org.quorumkms.operator.AuditReader;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.Staying;
import org.quorumkms.remote.AuditLogView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the logs to a file. */
@Command(
        name = "export",
        description = "Write the audit logs of all servers to a file, a line of JSON for each entry, signed head and"
                + " certificate: to keep where no server and no database can reach it. audit verify FILE verifies it. With --follow they"
                + " are printed as they come, for a program that carries them on; what arrives verifies as well.",
        footer = {
            "",
            "Example:",
            "  kms-operator audit export -o audit.jsonl",
            "  kms-operator audit export --follow --resume"
        })
final class AuditExportCommand extends OperatorCommand {

    private static final Duration PAUSE = Duration.ofSeconds(2);

    @Option(names = "-o", paramLabel = "FILE", description = "Where to.")
    private @Nullable Path named;

    @Option(names = "--follow", description = "Instead: stay, and print what is new, until it is told to end (Ctrl-C).")
    private boolean follow;

    @Option(
            names = "--resume",
            description = "With --follow: go on where the last one with --resume of this home ended.")
    private boolean resume;

    @Mixin
    private OutputOptions files = new OutputOptions();

    AuditExportCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (follow == (named != null) || (resume && !follow)) {
            throw new UsageException("Name a file with -o; or say --follow, with or without --resume.");
        }
        if (named == null) {
            Optional<Home> noted = resume ? Optional.of(context().home()) : Optional.empty();
            AuditFollow following = new AuditFollow(noted, piece -> printer().document(piece.stripTrailing()));
            Staying.look(printer(), PAUSE, () -> following.round(open().audits()));
        } else {
            export(named);
        }
        return ExitCode.DONE.code();
    }

    private void export(Path file) {
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
    }
}
