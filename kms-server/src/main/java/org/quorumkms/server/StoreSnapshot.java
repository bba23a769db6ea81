package org.quorumkms.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.quorumkms.home.AtomicFile;
import org.quorumkms.home.FileName;
import org.quorumkms.home.Home;
import org.quorumkms.server.memory.MemoryFile;

/**
 * The databases of a home that cannot be written (a mounted snapshot), in a folder that can: SQLite writes beside a file that it
 * reads. The folder is removed at the end.
 */
final class StoreSnapshot implements AutoCloseable {

    private final Path folder;

    private StoreSnapshot(Path folder) {
        this.folder = folder;
    }

    /** Copies them. */
    static StoreSnapshot of(Home home) {
        try {
            StoreSnapshot copy = new StoreSnapshot(Files.createTempDirectory("kms-doctor"));
            Runtime.getRuntime().addShutdownHook(new Thread(copy::close, "snapshot"));
            for (String name : List.of(ServerContext.DATABASE, MemoryFile.NAME)) {
                for (String part : List.of(name, name + "-wal")) {
                    if (Files.exists(home.file(part))) {
                        Files.copy(home.file(part), copy.folder.resolve(part));
                        Files.setPosixFilePermissions(copy.folder.resolve(part), AtomicFile.OWNER_ONLY);
                    }
                }
            }
            return copy;
        } catch (IOException e) {
            throw Home.failed(
                    "copy the databases of a home that cannot be written to",
                    FileName.path(System.getProperty("java.io.tmpdir", "/tmp")),
                    e);
        }
    }

    Home home() {
        return Home.open(folder);
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.exists(folder) ? Files.list(folder) : Stream.empty()) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
