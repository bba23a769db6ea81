package org.quorumkms.client.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.OutputOptions;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.message.MessageWriter;
import org.quorumkms.party.PinSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Encrypts a file. */
@Command(
        name = "encrypt",
        description = "Encrypt a file, or standard input, under a Domain.",
        footer = {
            "",
            "Example:",
            "  kms-client encrypt -d payroll -c month=2026-11 salaries.ods",
            "  tar c folder | kms-client encrypt > folder.tar.kms"
        })
final class EncryptCommand extends ClientCommand {

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = FileNames.STANDARD,
            description = "The file, or - for standard input (default).")
    private String file = FileNames.STANDARD;

    @Option(
            names = {"-d", "--domain"},
            paramLabel = "DOMAIN",
            description = "The Domain, by name or UUID; may be left out if there is one.")
    private @Nullable String domain;

    @Option(
            names = {"-c", "--context"},
            paramLabel = "KEY=VALUE",
            description = "Bound to the file and readable in its header; may be repeated. Where a quorum decides about"
                    + " opening (default: file=NAME), a Domain seals nothing without.")
    private List<String> context = new ArrayList<>();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "OUT",
            description = "Where the result goes (default FILE.kms; - is standard output).")
    private @Nullable String out;

    @Mixin
    private OutputOptions files = new OutputOptions();

    EncryptCommand(ClientContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Map<String, String> said = FileNames.context(context);
        String output = FileNames.encryptedName(file, out);
        FileNames.requireReadable(file);
        FileNames.requireFree(output, files);
        PinSummary.Usable usable = named().of(domain, Purpose.ENCRYPT);
        EncryptionContext bound =
                new EncryptionContext(usable.contextRequired() && said.isEmpty() ? FileNames.context(file) : said);
        DomainId id = usable.seen().id();
        long bytes = new FileWork(context())
                .run(
                        "encrypt",
                        file,
                        output,
                        files,
                        MessageWriter.SMALL_INPUT,
                        (in, to, workers) -> client().encrypt(id, bound, in, to, workers));
        report(files, "encrypted", output, bytes, id.value());
        return ExitCode.DONE.code();
    }
}
