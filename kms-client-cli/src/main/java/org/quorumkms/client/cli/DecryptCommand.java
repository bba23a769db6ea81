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
        description =
                "Decrypt a file, or standard input. What was changed, cut or belongs to another Domain is refused and"
                        + " leaves nothing behind.",
        footer = {
            "",
            "Example:",
            "  kms-client decrypt -c month=2026-11 salaries.ods.kms",
            "  kms-client decrypt -o - folder.tar.kms | tar x"
        })
final class DecryptCommand extends ClientCommand {

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = FileNames.STANDARD,
            description = "The file, or - for standard input (default).")
    private String file = FileNames.STANDARD;

    @Option(
            names = {"-c", "--context"},
            paramLabel = "KEY=VALUE",
            description = "What the file's context must say; may be repeated.")
    private List<String> context = new ArrayList<>();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "OUT",
            description = "Where the result goes (default FILE without .kms; - is standard output).")
    private @Nullable String out;

    @Mixin
    private OutputOptions files = new OutputOptions();

    DecryptCommand(ClientContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Map<String, String> said = FileNames.context(context);
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
