package org.quorumkms.server;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.quorumkms.home.AtomicFile;
import org.quorumkms.home.FileName;
import org.quorumkms.home.Home;
import org.quorumkms.server.memory.MemoryFile;

/**
 * The databases of a home that cannot be written (a mounted snapshot), in a folder that can: SQLite writes beside a file that it
 * reads. The folder is removed at the end.
 */
final class StoreSnapshot {

    private StoreSnapshot() {}

    /** Copies them. */
    static TemporaryHome of(Home home) {
        try {
            TemporaryHome copy = new TemporaryHome("kms-doctor");
            for (String name : List.of(ServerContext.DATABASE, MemoryFile.NAME)) {
                for (String part : List.of(name, name + "-wal")) {
                    if (Files.exists(home.file(part))) {
                        Files.copy(home.file(part), copy.folder().resolve(part));
                        Files.setPosixFilePermissions(copy.folder().resolve(part), AtomicFile.OWNER_ONLY);
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
}
