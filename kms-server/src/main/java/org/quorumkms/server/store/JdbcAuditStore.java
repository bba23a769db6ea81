package org.quorumkms.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.quorumkms.audit.AuditEntry;
import org.quorumkms.audit.LogId;
import org.quorumkms.domain.DomainId;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/** Audit logs over JDBC. */
final class JdbcAuditStore implements AuditStore {

    private final Handle handle;

    JdbcAuditStore(Handle handle) {
        this.handle = handle;
    }

    @Override
    public void begin(LogId log, Thumbprint origin) {
        handle.execute(
                "INSERT INTO audit_log (server, size, tip, subtrees) VALUES (?, 0, ?, '') ON CONFLICT DO NOTHING",
                log.toString(),
                origin.value());
    }

    @Override
    public Optional<End> lock(LogId log) {
        // An update takes the row's lock in every engine.
        handle.execute("UPDATE audit_log SET size = size WHERE server = ?", log.toString());
        return end(log);
    }

    @Override
    public Optional<End> end(LogId log) {
        return handle.createQuery("SELECT size, tip, subtrees FROM audit_log WHERE server = ?")
                .bind(0, log.toString())
                .map((row, context) -> end(row))
                .findOne();
    }

    private static End end(ResultSet row) throws SQLException {
        String subtrees = row.getString("subtrees");
        return new End(
                row.getLong("size"),
                new Thumbprint(row.getString("tip")),
                subtrees.isEmpty()
                        ? List.of()
                        : Arrays.stream(subtrees.split(",", -1))
                                .map(Bytes::fromBase64Url)
                                .toList());
    }

    @Override
    public List<LogId> logs() {
        return handle.createQuery("SELECT server FROM audit_log ORDER BY server").mapTo(String.class).list().stream()
                .map(LogId::parse)
                .sorted()
                .toList();
    }

    @Override
    public void append(LogId log, long position, List<AuditEntry> entries, End end) {
        PreparedBatch batch = handle.prepareBatch("INSERT INTO audit_entry (server, position, who, domain, time, entry)"
                + " VALUES (:server, :position, :who, :domain, :time, :entry)");
        for (int i = 0; i < entries.size(); i++) {
            batch.bind("server", log.toString())
                    .bind("position", position + i)
                    .bind("who", entries.get(i).event().who().value())
                    .bind(
                            "domain",
                            entries.get(i)
                                    .event()
                                    .subject()
                                    .domain()
                                    .map(DomainId::value)
                                    .orElse(null))
                    .bind("time", entries.get(i).time().getEpochSecond())
                    .bind("entry", entries.get(i).text())
                    .add();
        }
        batch.execute();
        handle.execute(
                "UPDATE audit_log SET size = ?, tip = ?, subtrees = ? WHERE server = ?",
                end.size(),
                end.tip().value(),
                end.subtrees().stream().map(Bytes::base64Url).collect(Collectors.joining(",")),
                log.toString());
    }

    @Override
    public List<String> entries(LogId log, long from, int limit) {
        return handle.createQuery("SELECT entry FROM audit_entry WHERE server = ? AND position >= ?"
                        + " ORDER BY position LIMIT ?")
                .bind(0, log.toString())
                .bind(1, from)
                .bind(2, limit)
                .mapTo(String.class)
                .list();
    }

    @Override
    public void saveKey(LogId log, Bytes key, Thumbprint hsm, String certificate) {
        handle.execute(
                "INSERT INTO audit_key (server, public_key, hsm, certificate) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT DO NOTHING",
                log.toString(),
                key.base64Url(),
                hsm.value(),
                certificate);
    }

    @Override
    public List<String> keys(LogId log) {
        return handle.createQuery("SELECT certificate FROM audit_key WHERE server = ? ORDER BY public_key, hsm")
                .bind(0, log.toString())
                .mapTo(String.class)
                .list();
    }

    @Override
    public void saveHead(LogId log, long size, String note) {
        handle.execute(
                "INSERT INTO audit_head (server, size, note) VALUES (?, ?, ?)"
                        + " ON CONFLICT (server, size) DO UPDATE SET note = excluded.note",
                log.toString(),
                size,
                note);
    }

    @Override
    public List<Head> heads(LogId log, long after, int limit) {
        return handle.createQuery(
                        "SELECT size, note FROM audit_head WHERE server = ? AND size > ? ORDER BY size LIMIT ?")
                .bind(0, log.toString())
                .bind(1, after)
                .bind(2, limit)
                .map((row, context) -> new Head(row.getLong("size"), row.getString("note")))
                .list();
    }

    @Override
    public int removeHeadsAfter(LogId log, long size) {
        return handle.execute("DELETE FROM audit_head WHERE server = ? AND size > ?", log.toString(), size);
    }
}
