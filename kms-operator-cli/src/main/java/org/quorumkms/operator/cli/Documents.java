package org.quorumkms.operator.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.home.FileName;
import org.quorumkms.home.Home;
import org.quorumkms.json.StrictJson;

/** Documents in files. */
public final class Documents {

    private Documents() {}

    /** Returns the file that an argument names, if there is one. */
    public static Optional<Path> file(String argument) {
        try {
            Path path = FileName.path(argument);
            return Files.isRegularFile(path) ? Optional.of(path) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Reads a document of at most 16 MiB. */
    public static String read(Path file) {
        try {
            if (Files.size(file) > StrictJson.MAX_COLLECTION_LENGTH) {
                throw new VerificationException(file + " is too large for such a document: at most 16 MiB are read.");
            }
            return StrictJson.decode(String.valueOf(file), Files.readAllBytes(file));
        } catch (IOException e) {
            throw Home.failed("read", file, e);
        }
    }
}
