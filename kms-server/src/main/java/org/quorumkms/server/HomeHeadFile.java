package org.quorumkms.server;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.quorumkms.home.Home;
import org.quorumkms.server.audit.HeadFile;

/** The newest signed head of the audit log, in the server's home. */
record HomeHeadFile(Home home) implements HeadFile {

    private static final String NAME = "audit-head";

    @Override
    public Optional<String> read() {
        return home.read(NAME).map(content -> new String(content, StandardCharsets.UTF_8));
    }

    @Override
    public void write(String note) {
        home.write(NAME, note.getBytes(StandardCharsets.UTF_8));
    }
}
