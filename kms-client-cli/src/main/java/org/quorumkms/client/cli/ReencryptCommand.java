package org.quorumkms.client.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.client.ClientSession;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.json.Json;
import org.quorumkms.message.MessageReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/** Encrypts files anew. */
@Command(
        name = "reencrypt",
        description = {
            "Encrypt encrypted files anew, each with a new data key under its Domain's newest master key. What a file says and"
                    + " its context stay as they are; whoever knew its data key cannot read the new one.",
            "Each file is replaced when the new one is whole and on disk, with its mode and times; a link is followed. One that"
                    + " fails does not stop the others. Copies elsewhere stay as they were."
        },
        footer = {"", "Example:", "  kms-client reencrypt *.kms", "  kms-client reencrypt -r archive"})
final class ReencryptCommand extends ClientCommand {

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Encrypted files, and folders with -r, of which files that end with .kms are taken.")
    private List<String> files = new ArrayList<>();

    @Option(
            names = {"-r", "--recursive"},
            description =
                    "Take all encrypted files in folders, and in those below them. Links in them are not followed, and"
                            + " are said.")
    private boolean recursive;

    ReencryptCommand(ClientContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        ClientSession client = client();
        return files.size() == 1 && !recursive ? one(client, files.get(0)) : several(client);
    }

    private int one(ClientSession client, String file) {
        try {
            ClientSession.Decrypted done = reencrypted(client, file);
            printer().result(json(file, done), List.of(text(file, done)));
            return ExitCode.DONE.code();
        } catch (KmsException e) {
            if (context().common().json()) {
                printer().result(Failure.of(e).toJson(file), List.of());
            }
            throw e;
        }
    }

    private int several(ClientSession client) {
        Several several = new Several(client);
        new FoundFiles(recursive, file -> FileNames.isEncrypted(file.toString()), printer()::note).find(files, several);
        return several.run();
    }

    /**
     * All files are found before the first is replaced: a folder that is listed meanwhile may name a replaced file once more. Then
     * one goes after the other; where no server can be reached any more, no further one is begun.
     */
    private final class Several implements FoundFiles.Taking {

        private final ClientSession client;
        private final FileFailures failures =
                new FileFailures(printer(), context().common().json());
        private final List<Path> found = new ArrayList<>();
        private long done;
        private boolean stopped;

        Several(ClientSession client) {
            this.client = client;
        }

        @Override
        public boolean take(FoundFiles.Found file) {
            return found.add(file.path());
        }

        @Override
        public void fail(Path file, KmsException why) {
            failures.add(file.toString(), why);
        }

        int run() {
            for (int i = 0; i < found.size() && !stopped; i++) {
                replace(found.get(i).toString());
            }
            printer()
                    .note(done + " of " + (done + failures.count()) + " files were encrypted anew"
                            + (failures.count() == 0 ? "." : ", " + failures.count() + " failed.")
                            + (stopped ? " The rest was not begun." : ""));
            return failures.exit();
        }

        private void replace(String file) {
            try {
                ClientSession.Decrypted decrypted = reencrypted(client, file);
                done++;
                line(json(file, decrypted), text(file, decrypted));
            } catch (KmsException e) {
                stopped = failures.add(file, e).exit() == ExitCode.UNREACHABLE.code();
            }
        }
    }

    private ClientSession.Decrypted reencrypted(ClientSession client, String file) {
        FileNames.requireReadable(file);
        return new FileWork(context())
                .replace(
                        "reencrypt",
                        file,
                        printer()::note,
                        MessageReader.SMALL_INPUT,
                        (in, out, workers) -> client.reencrypt(MessageReader.open(in), out, workers));
    }

    private void line(Map<String, @Nullable Object> json, String text) {
        printer().document(context().common().json() ? Json.write(json) : text);
    }

    private static String text(String file, ClientSession.Decrypted done) {
        return "encrypted anew: " + file + " (" + done.bytes() + " bytes)";
    }

    private static Map<String, @Nullable Object> json(String file, ClientSession.Decrypted done) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("file", file);
        json.put("out", file);
        json.put("bytes", done.bytes());
        json.put("domain", done.domain().value());
        return json;
    }

    /** What it was called once: a header was made a second time, which gave files away. */
    @Command(name = "rewrap", hidden = true, description = "Gone: use reencrypt.")
    static final class Rewrap extends ClientCommand {

        @Unmatched
        private List<String> words = new ArrayList<>();

        Rewrap(ClientContext context) {
            super(context);
        }

        @Override
        public Integer call() {
            throw new UsageException(
                    "rewrap is gone: use reencrypt, which encrypts files anew. Run: kms-client reencrypt "
                            + String.join(" ", words));
        }
    }
}
