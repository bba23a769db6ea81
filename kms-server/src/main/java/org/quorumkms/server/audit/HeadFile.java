package org.quorumkms.server.audit;

import java.util.Optional;

/** Where a server remembers, outside of its store, the newest head that it signed. */
public interface HeadFile {

    /** Returns the note, if there is one. */
    Optional<String> read();

    /** Replaces the note. */
    void write(String note);
}
