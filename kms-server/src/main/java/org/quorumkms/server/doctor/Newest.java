package org.quorumkms.server.doctor;

import java.time.Instant;

/** The newest time at which something in a store was made. */
final class Newest {

    private Instant time = Instant.EPOCH;

    /** Sees when something was made. */
    void see(Instant created) {
        if (created.isAfter(time)) {
            time = created;
        }
    }

    Instant time() {
        return time;
    }
}
