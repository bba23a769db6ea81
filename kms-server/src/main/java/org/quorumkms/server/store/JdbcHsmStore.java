package org.quorumkms.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
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
        handle.execute(
                "INSERT INTO hsm (fingerprint, statement, server) VALUES (?, ?, ?)"
                        + " ON CONFLICT (fingerprint) DO UPDATE SET statement = excluded.statement, server = excluded.server",
                row.fingerprint().value(),
                row.statement(),
                row.server().value());
    }

    @Override
    public List<Row> all() {
        return handle.createQuery("SELECT fingerprint, statement, server FROM hsm ORDER BY server, fingerprint")
                .map((row, context) -> row(row))
                .list();
    }

    @Override
    public Optional<Row> find(Thumbprint fingerprint) {
        return handle.createQuery("SELECT fingerprint, statement, server FROM hsm WHERE fingerprint = ?")
                .bind(0, fingerprint.value())
                .map((row, context) -> row(row))
                .findOne();
    }

    @Override
    public void remove(Thumbprint fingerprint) {
        handle.execute("DELETE FROM hsm WHERE fingerprint = ?", fingerprint.value());
    }

    @Override
    public boolean reserve(Reservation reservation) {
        return handle.execute(
                        "INSERT INTO hsm_label (label, request, server) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                        reservation.label(),
                        reservation.request(),
                        reservation.server().value())
                == 1;
    }

    @Override
    public Optional<Reservation> reservation(String request) {
        return handle.createQuery("SELECT label, request, server FROM hsm_label WHERE request = ?")
                .bind(0, request)
                .map((row, context) -> new Reservation(
                        row.getString("label"), row.getString("request"), new Thumbprint(row.getString("server"))))
                .findOne();
    }

    @Override
    public List<String> reservedLabels() {
        return handle.createQuery("SELECT label FROM hsm_label ORDER BY label")
                .mapTo(String.class)
                .list();
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                new Thumbprint(row.getString("fingerprint")),
                row.getString("statement"),
                new Thumbprint(row.getString("server")));
    }
}
