package org.quorumkms.client.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.OutputOptions;
import org.quorumkms.client.ClientSession;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.message.MessageReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Decrypts a file. */
@Command(
        name = "decrypt",
        description = {
            "Decrypt files, or standard input. What was changed, cut or belongs to another Domain is refused and"
                    + " leaves nothing behind.",
            "Of several files, or with -r, one that fails does not stop the others."
        },
        footer = {
            "",
            "Example:",
            "  kms-client decrypt -c month=2026-11 salaries.ods.kms",
            "  kms-client decrypt -r encrypted -o records",
            "  kms-client decrypt -o - folder.tar.kms | tar x"
        })
final class DecryptCommand extends ClientCommand {

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description =
                    "Files, folders with -r (of which files that end with .kms are taken), or - for standard input (default).")
    private List<String> named = new ArrayList<>();

    @Option(
            names = {"-c", "--context"},
            paramLabel = "KEY=VALUE",
            description = "What the file's context must say; may be repeated.")
    private List<String> context = new ArrayList<>();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "OUT",
            description =
                    "Where the result goes (default FILE without .kms; - is standard output). Of several files, or with -r:"
                            + " the folder for the results, made if it is missing.")
    private @Nullable String out;

    @Mixin
    private ManyOptions many = new ManyOptions();

    @Mixin
    private OutputOptions files = new OutputOptions();

    DecryptCommand(ClientContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Map<String, String> said = FileNames.context(context);
        return named.size() > 1 || many.isAny()
                ? several(said)
                : one(named.isEmpty() ? FileNames.STANDARD : named.get(0), said);
    }

    private int several(Map<String, String> said) {
        return new ManyFiles(
                        context(),
                        printer(),
                        new ManyFiles.Plan(
                                "decrypted",
                                named,
                                file -> FileNames.isEncrypted(file.toString()),
                                FileNames::decryptedName,
                                out,
                                many,
                                files,
                                new DecryptWork(client(), said)))
                .run();
    }

    private int one(String file, Map<String, String> said) {
        String output = FileNames.decryptedName(file, out);
        FileNames.requireReadable(file);
        FileNames.requireFree(output, files);
        ClientSession.Decrypted done = new FileWork(context())
                .run(
                        "decrypt",
                        file,
                        output,
                        files,
                        MessageReader.SMALL_INPUT,
                        (in, to, workers) -> client().decrypt(MessageReader.open(in), said, to, workers));
        report(files, "decrypted", output, done.bytes(), done.domain().value());
        return ExitCode.DONE.code();
    }
}
