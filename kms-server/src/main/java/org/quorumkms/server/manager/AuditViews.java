package org.quorumkms.server.manager;

import java.util.List;
import org.quorumkms.audit.LogId;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.remote.AuditLogView;
import org.quorumkms.server.ledger.CheckedStore;
import org.quorumkms.server.store.AuditStore;

/** What operators see of the audit logs of all servers. They verify it themselves. */
public final class AuditViews {

    /** The most entries or heads in one answer. */
    static final int PAGE = 1_000;

    private final CheckedStore store;
    private final Authorization authorization;

    AuditViews(CheckedStore store, Authorization authorization) {
        this.store = store;
        this.authorization = authorization;
    }

    /** Lists the audit logs. */
    public List<AuditLogView> logs(EcJwk caller) {
        authorization.operator(Call.AUDIT_LOGS, caller);
        return store.read(ledger -> ledger.audit().logs().stream()
                .map(log -> new AuditLogView(
                        log,
                        ledger.audit().keys(log).stream()
                                .limit(AuditLogView.MOST_KEYS)
                                .toList(),
                        ledger.audit().end(log).map(AuditStore.End::size).orElse(0L)))
                .toList());
    }

    /** Returns entries of an audit log. */
    public List<String> entries(EcJwk caller, LogId log, long from, int limit) {
        authorization.operator(Call.AUDIT_ENTRIES, caller);
        return List.copyOf(store.read(ledger -> ledger.audit().entries(log, Math.max(0, from), bounded(limit))));
    }

    /** Returns signed heads of an audit log. */
    public List<String> heads(EcJwk caller, LogId log, long after, int limit) {
        authorization.operator(Call.AUDIT_HEADS, caller);
        return store.read(ledger -> ledger.audit().heads(log, Math.max(0, after), bounded(limit))).stream()
                .map(AuditStore.Head::note)
                .toList();
    }

    private static int bounded(int limit) {
        return Math.max(1, Math.min(limit, PAGE));
    }
}
