package org.quorumkms.client.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.quorumkms.cli.OutputOptions;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.home.Home;
import org.quorumkms.json.StrictJson;

/** Documents in files. */
final class TextFile {

    private TextFile() {}

    static String read(Path file) {
        try {
            if (Files.size(file) > StrictJson.MAX_COLLECTION_LENGTH) {
                throw new VerificationException(file + " is too large for such a document: at most 16 MiB are read.");
            }
            return StrictJson.decode(String.valueOf(file), Files.readAllBytes(file))
                    .strip();
        } catch (IOException e) {
            throw Home.failed("read", file, e);
        }
    }

    /** Writes a file that is not there yet, or may be replaced. */
    static void write(Path file, String document, OutputOptions files) {
        try {
            files.file(file).write(out -> {
                out.write((document + "\n").getBytes(StandardCharsets.UTF_8));
                return document.length();
            });
        } catch (IOException e) {
            throw Home.failed("write", file, e);
        }
    }
}
