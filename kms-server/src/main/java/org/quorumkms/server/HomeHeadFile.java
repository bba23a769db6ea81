package org.quorumkms.server;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.quorumkms.audit.Checkpoint;
import org.quorumkms.audit.LogId;
import org.quorumkms.home.Home;
import org.quorumkms.server.audit.HeadFile;
import org.quorumkms.signed.Thumbprint;

/** The newest signed head of the audit log, in the server's home. */
record HomeHeadFile(Home home) implements HeadFile {

    private static final String NAME = "audit-head";

    /** Returns which log of a server was written last. */
    LogId log(Thumbprint genesis, Thumbprint server) {
        return read().map(note -> Checkpoint.parse(note).log(genesis)).orElse(LogId.first(server));
    }

    @Override
    public Optional<String> read() {
        return home.read(NAME).map(content -> new String(content, StandardCharsets.UTF_8));
    }

    @Override
    public void write(String note) {
        home.write(NAME, note.getBytes(StandardCharsets.UTF_8));
    }
}
