package org.quorumkms.client.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.client.KmsClient;
import org.quorumkms.home.AtomicFile;
import org.quorumkms.home.Home;
import org.quorumkms.json.Json;
import org.quorumkms.message.MessageReader;
import org.quorumkms.signed.Bytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Seals files' data keys anew. */
@Command(
        name = "rewrap",
        description = {
            "Seal the data keys of encrypted files under their Domain's newest master key. The content is not encrypted"
                    + " anew: whoever knew a file's data key knows it still. Context and content stay as they are.",
            "Each file is replaced whole, by a copy that shares its blocks where the file system can (JDK 21 or later)."
        },
        footer = {"", "Example:", "  kms-client rewrap *.kms"})
final class RewrapCommand extends ClientCommand {

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Encrypted files.")
    private List<String> files = new ArrayList<>();

    RewrapCommand(ClientContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        files.forEach(FileNames::requireReadable);
        KmsClient client = context().client();
        List<Object> json = new ArrayList<>();
        List<String> text = new ArrayList<>();
        for (String file : files) {
            boolean changed = rewrap(client, Path.of(file));
            Map<String, @Nullable Object> row = Json.object();
            row.put("file", file);
            row.put("changed", changed);
            json.add(row);
            text.add((changed ? "rewrapped: " : "is under the newest master key already: ") + file);
        }
        printer().result(json, text);
        return ExitCode.DONE;
    }

    private static boolean rewrap(KmsClient client, Path file) {
        try {
            Optional<Bytes> header;
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
                header = client.reseal(MessageReader.open(in));
            }
            if (header.isEmpty()) {
                return false;
            }
            AtomicFile.replaceCopy(file, channel -> {
                ByteBuffer bytes = ByteBuffer.wrap(header.get().toArray());
                for (long at = 0; bytes.hasRemaining(); ) {
                    at += channel.write(bytes, at);
                }
                return bytes.limit();
            });
            return true;
        } catch (IOException e) {
            throw Home.failed("rewrap", file, e);
        }
    }
}
