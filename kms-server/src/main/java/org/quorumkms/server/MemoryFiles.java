package org.quorumkms.server;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.quorumkms.home.Home;
import org.quorumkms.server.memory.Memory;
import org.quorumkms.server.memory.MemoryExport;
import org.quorumkms.signed.Thumbprint;

/** Exported memories in files. */
final class MemoryFiles {

    private MemoryFiles() {}

    /** Reads an exported memory. */
    static MemoryExport read(Path file, Thumbprint genesis) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return MemoryExport.read(in, genesis);
        } catch (IOException e) {
            throw Home.failed("read", file, e);
        }
    }

    /** Takes an exported memory over into an empty one. */
    static void take(Memory memory, Path file, Thumbprint genesis) {
        take(memory, read(file, genesis));
    }

    /** Takes an exported memory over into an empty one. */
    static void take(Memory memory, MemoryExport export) {
        export.lines().forEach(memory::sees);
        export.domains().forEach(memory::remember);
    }
}
