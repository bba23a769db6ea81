package org.quorumkms.server.store;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.quorumkms.remote.RequestId;
import org.quorumkms.signed.Thumbprint;

/** Answered requests over JDBC. */
final class JdbcRequestStore implements RequestStore {

    private final Handle handle;

    JdbcRequestStore(Handle handle) {
        this.handle = handle;
    }

    @Override
    public Optional<Answered> find(Thumbprint caller, RequestId request) {
        return handle.createQuery("SELECT digest, answer FROM request WHERE caller = ? AND id = ?")
                .bind(0, caller.value())
                .bind(1, request.value())
                .map((row, context) -> new Answered(new Thumbprint(row.getString("digest")), row.getString("answer")))
                .findOne();
    }

    @Override
    public void save(Thumbprint caller, RequestId request, Answered answered, Instant now) {
        handle.execute(
                "INSERT INTO request (caller, id, digest, answered, answer) VALUES (?, ?, ?, ?, ?)",
                caller.value(),
                request.value(),
                answered.digest().value(),
                now.getEpochSecond(),
                answered.answer());
    }

    @Override
    public void forgetBefore(Instant time, int limit) {
        handle.execute(
                "DELETE FROM request WHERE (caller, id) IN"
                        + " (SELECT caller, id FROM request WHERE answered < ? ORDER BY answered, caller, id LIMIT ?)",
                time.getEpochSecond(),
                limit);
    }
}
