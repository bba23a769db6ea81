package org.quorumkms.server.manager;

import java.util.Optional;
import org.quorumkms.server.audit.HeadFile;

/** Remembers a head in memory. */
public final class MemoryHeadFile implements HeadFile {

    private Optional<String> note = Optional.empty();

    @Override
    public Optional<String> read() {
        return note;
    }

    @Override
    public void write(String newest) {
        note = Optional.of(newest);
    }
}
