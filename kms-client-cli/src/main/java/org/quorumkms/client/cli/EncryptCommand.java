package org.quorumkms.client.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.OutputOptions;
import org.quorumkms.client.ClientSession;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.home.FileName;
import org.quorumkms.message.MessageWriter;
import org.quorumkms.party.PinSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Encrypts a file. */
@Command(
        name = "encrypt",
        description = {
            "Encrypt files, or standard input, under a Domain.",
            "Of several files, or with -r, each has a data key of its own; one that fails does not stop the others."
        },
        footer = {
            "",
            "Example:",
            "  kms-client encrypt -d payroll -c month=2026-11 salaries.ods",
            "  kms-client encrypt -d payroll -r records -o encrypted -c file={path}",
            "  tar c folder | kms-client encrypt > folder.tar.kms"
        })
final class EncryptCommand extends ClientCommand {

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "Files, folders with -r, or - for standard input (default).")
    private List<String> named = new ArrayList<>();

    @Option(
            names = {"-d", "--domain"},
            paramLabel = "DOMAIN",
            description = "The Domain, by name or UUID; may be left out if there is one.")
    private @Nullable String domain;

    @Option(
            names = {"-c", "--context"},
            paramLabel = "KEY=VALUE",
            description = "Bound to the file and readable in its header; may be repeated. Where a quorum decides about"
                    + " opening (default: file=NAME), a Domain seals nothing without. {path} and {name} in a value are those of"
                    + " the file.")
    private List<String> context = new ArrayList<>();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "OUT",
            description =
                    "Where the result goes (default FILE.kms; - is standard output). Of several files, or with -r: the folder"
                            + " for the results, made if it is missing.")
    private @Nullable String out;

    @Mixin
    private ManyOptions many = new ManyOptions();

    @Mixin
    private OutputOptions files = new OutputOptions();

    EncryptCommand(ClientContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Map<String, String> said = FileNames.context(context);
        return named.size() > 1 || many.isAny()
                ? several(said)
                : one(named.isEmpty() ? FileNames.STANDARD : named.get(0), said);
    }

    /** A file that is encrypted already is left out, unless it was named. */
    private int several(Map<String, String> said) {
        PinSummary.Usable usable = named().of(domain, Purpose.ENCRYPT);
        DomainId id = usable.seen().id();
        ClientSession session = client();
        return new ManyFiles(
                        context(),
                        printer(),
                        new ManyFiles.Plan(
                                "encrypted",
                                named,
                                file -> !FileNames.isEncrypted(file.toString()),
                                FileNames::encryptedName,
                                out,
                                many,
                                files,
                                new EncryptWork(
                                        session,
                                        id,
                                        file -> bound(usable, said, file.path().toString(), file.below()))))
                .run();
    }

    private static EncryptionContext bound(
            PinSummary.Usable usable, Map<String, String> said, String file, Path below) {
        return new EncryptionContext(
                usable.contextRequired() && said.isEmpty()
                        ? FileNames.context(file)
                        : FileNames.filled(said, below.toString(), String.valueOf(below.getFileName())));
    }

    private int one(String file, Map<String, String> said) {
        String output = FileNames.encryptedName(file, out);
        FileNames.requireReadable(file);
        FileNames.requireFree(output, files);
        PinSummary.Usable usable = named().of(domain, Purpose.ENCRYPT);
        EncryptionContext bound = bound(usable, said, file, FileName.path(file));
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
