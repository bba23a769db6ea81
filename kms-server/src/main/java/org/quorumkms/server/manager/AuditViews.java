package org.quorumkms.server.manager;

import java.util.List;
import org.quorumkms.audit.LogId;
import org.quorumkms.remote.AuditLogView;
import org.quorumkms.server.store.AuditStore;
import org.quorumkms.server.store.Store;

/** What operators see of the audit logs of all servers. They verify it themselves. */
final class AuditViews {

    /** The most entries or heads in one answer. */
    static final int PAGE = 1_000;

    private final Store store;

    AuditViews(Store store) {
        this.store = store;
    }

    List<AuditLogView> logs() {
        return store.read(tables -> tables.audit().logs().stream()
                .map(server -> new AuditLogView(
                        server,
                        tables.audit().keys(server).stream()
                                .limit(AuditLogView.MOST_KEYS)
                                .toList(),
                        tables.audit().end(server).map(AuditStore.End::size).orElse(0L)))
                .toList());
    }

    List<String> entries(LogId log, long from, int limit) {
        return List.copyOf(store.read(tables -> tables.audit().entries(log, Math.max(0, from), bounded(limit))));
    }

    List<String> heads(LogId log, long after, int limit) {
        return List.copyOf(store.read(tables -> tables.audit().heads(log, Math.max(0, after), bounded(limit))));
    }

    private static int bounded(int limit) {
        return Math.max(1, Math.min(limit, PAGE));
    }
}
