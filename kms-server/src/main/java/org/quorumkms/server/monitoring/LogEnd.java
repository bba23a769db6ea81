package org.quorumkms.server.monitoring;

import java.time.Instant;
import java.util.Optional;
import org.quorumkms.audit.AuditEntry;
import org.quorumkms.audit.LogId;
import org.quorumkms.server.store.AuditStore;
import org.quorumkms.server.store.Store;

/**
 * The end of an audit log.
 *
 * @param entries how many there are
 * @param newest when the newest one was made
 */
public record LogEnd(long entries, Optional<Instant> newest) {

    /** Looks. */
    public static LogEnd of(Store.Tables tables, LogId log) {
        long entries = tables.audit().end(log).map(AuditStore.End::size).orElse(0L);
        return new LogEnd(
                entries,
                tables.audit().entries(log, Math.max(0, entries - 1), 1).stream()
                        .findFirst()
                        .map(text -> AuditEntry.parse(text).time()));
    }
}
