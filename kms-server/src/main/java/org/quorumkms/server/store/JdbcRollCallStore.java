package org.quorumkms.server.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.quorumkms.rollcall.CallId;
import org.quorumkms.signed.Thumbprint;

/** Roll calls over JDBC. */
final class JdbcRollCallStore implements RollCallStore {

    private final Handle handle;

    JdbcRollCallStore(Handle handle) {
        this.handle = handle;
    }

    @Override
    public void insert(CallId call, Instant asked, Thumbprint operator) {
        handle.execute(
                "INSERT INTO roll_call (id, asked, operator) VALUES (?, ?, ?)",
                call.value(),
                asked.getEpochSecond(),
                operator.value());
    }

    @Override
    public Optional<Instant> lastOf(Thumbprint operator) {
        return handle.createQuery("SELECT asked FROM roll_call WHERE operator = ? ORDER BY asked DESC LIMIT 1")
                .bind(0, operator.value())
                .mapTo(Long.class)
                .findOne()
                .map(Instant::ofEpochSecond);
    }

    @Override
    public void answer(CallId call, Thumbprint operator, String document) {
        handle.execute(
                "INSERT INTO roll_call_answer (roll_call, operator, document) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                call.value(),
                operator.value(),
                document);
    }

    @Override
    public Optional<Row> find(CallId call) {
        return handle.createQuery("SELECT asked FROM roll_call WHERE id = ?")
                .bind(0, call.value())
                .mapTo(Long.class)
                .findOne()
                .map(asked -> row(call, asked));
    }

    @Override
    public List<Row> newest(int limit) {
        return handle
                .createQuery("SELECT id, asked FROM roll_call ORDER BY asked DESC, id LIMIT ?")
                .bind(0, limit)
                .map((row, context) -> new Row(
                        new CallId(row.getString("id")), Instant.ofEpochSecond(row.getLong("asked")), List.of()))
                .list()
                .stream()
                .map(call -> row(call.call(), call.asked().getEpochSecond()))
                .toList();
    }

    private Row row(CallId call, long asked) {
        List<String> answers = handle.createQuery(
                        "SELECT document FROM roll_call_answer WHERE roll_call = ? ORDER BY operator")
                .bind(0, call.value())
                .mapTo(String.class)
                .list();
        return new Row(call, Instant.ofEpochSecond(asked), answers);
    }
}
