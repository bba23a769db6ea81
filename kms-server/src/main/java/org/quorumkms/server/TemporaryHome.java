package org.quorumkms.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.quorumkms.home.Home;

/** A home in the folder for temporary files, gone when the command is, also where that is told to end. */
final class TemporaryHome implements AutoCloseable {

    private final Path folder;
    private final Thread atExit = new Thread(this::remove, "temporary-home");

    TemporaryHome(String name) throws IOException {
        this.folder = Files.createTempDirectory(name);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    Home home() {
        return Home.open(folder);
    }

    Path folder() {
        return folder;
    }

    private void remove() {
        try (Stream<Path> files = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw Home.failed("remove", folder, e);
        }
    }

    @Override
    public void close() {
        remove();
    }
}
