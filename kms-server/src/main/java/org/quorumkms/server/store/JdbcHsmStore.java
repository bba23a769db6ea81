package org.quorumkms.server.store;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.quorumkms.signed.Thumbprint;

/** HSMs over JDBC. */
final class JdbcHsmStore implements HsmStore {

    private final Handle handle;

    JdbcHsmStore(Handle handle) {
        this.handle = handle;
    }

    @Override
    public void save(Row row) {
        handle.createUpdate(
                        "INSERT INTO hsm (fingerprint, statement, server) VALUES (:fingerprint, :statement, :server)"
                                + " ON CONFLICT (fingerprint) DO UPDATE SET server = excluded.server")
                .bind("fingerprint", row.fingerprint().value())
                .bind("statement", row.statement())
                .bind("server", row.server())
                .execute();
    }

    @Override
    public List<Row> all() {
        return handle.createQuery("SELECT fingerprint, statement, server FROM hsm ORDER BY server, fingerprint")
                .map((row, context) -> new Row(
                        new Thumbprint(row.getString("fingerprint")),
                        row.getString("statement"),
                        row.getString("server")))
                .list();
    }
}
