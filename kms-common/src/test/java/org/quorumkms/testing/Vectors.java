package org.quorumkms.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.quorumkms.json.Fields;
import org.quorumkms.json.StrictJson;

/** Test vectors made by others, in the folder {@code shared} beside the checkout. */
public final class Vectors {

    private Vectors() {}

    /** Reads a file of vectors; without the folder the test is skipped, and says so. */
    public static Fields read(String name) {
        Path here = Path.of("").toAbsolutePath();
        while (here != null) {
            Path file = here.resolve("shared/vectors").resolve(name);
            if (Files.exists(file)) {
                return parse(name, file);
            }
            here = here.getParent();
        }
        Assumptions.abort("skipped: the vectors " + name + " are not beside this checkout (../shared/vectors)");
        throw new IllegalStateException("aborted before");
    }

    private static Fields parse(String name, Path file) {
        try {
            return StrictJson.collection(name, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
