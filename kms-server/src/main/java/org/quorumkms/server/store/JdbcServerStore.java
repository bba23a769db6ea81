package org.quorumkms.server.store;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.quorumkms.signed.Thumbprint;

/** Servers over JDBC. */
final class JdbcServerStore implements ServerStore {

    private final Handle handle;

    JdbcServerStore(Handle handle) {
        this.handle = handle;
    }

    @Override
    public void save(Row row) {
        handle.execute(
                "INSERT INTO server (id, addresses) VALUES (?, ?)"
                        + " ON CONFLICT (id) DO UPDATE SET addresses = excluded.addresses",
                row.key().value(),
                String.join(",", row.addresses()));
    }

    @Override
    public void replace(Thumbprint lost, Row successor) {
        save(successor);
        handle.execute(
                "UPDATE hsm SET server = ? WHERE server = ?", successor.key().value(), lost.value());
        handle.execute(
                "UPDATE hsm_label SET server = ? WHERE server = ?",
                successor.key().value(),
                lost.value());
        if (!lost.equals(successor.key())) {
            handle.execute("DELETE FROM server WHERE id = ?", lost.value());
        }
    }

    @Override
    public void forgetEmpty() {
        handle.execute("DELETE FROM server WHERE id NOT IN (SELECT server FROM hsm)"
                + " AND id NOT IN (SELECT server FROM hsm_label)");
    }

    @Override
    public List<Row> all() {
        return handle.createQuery("SELECT id, addresses FROM server ORDER BY id")
                .map((row, context) -> new Row(
                        new Thumbprint(row.getString("id")),
                        List.of(row.getString("addresses").split(",", -1))))
                .list();
    }
}
