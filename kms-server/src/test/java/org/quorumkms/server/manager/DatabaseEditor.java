package org.quorumkms.server.manager;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;

/** Whoever writes the database, past every server: rows are read, kept, and put back or elsewhere. */
final class DatabaseEditor {

    private static final Map<String, String> TABLES = tables();

    private final String url;

    DatabaseEditor(Path file) {
        this.url = "jdbc:sqlite:" + file.toAbsolutePath() + "?busy_timeout=10000";
    }

    private static Map<String, String> tables() {
        Map<String, String> tables = new LinkedHashMap<>();
        tables.put("domain", "id");
        tables.put("revision", "domain");
        tables.put("domain_controller", "domain");
        return tables;
    }

    /** All rows of a Domain, as they were. */
    record Rows(DomainId id, Map<String, List<Map<String, Object>>> byTable) {}

    /** Copies the whole database, as a backup does. */
    void copyTo(Path file) {
        execute("VACUUM INTO ?", file.toAbsolutePath().toString());
    }

    /** Reads the rows of a Domain. */
    Rows rows(DomainId id) {
        Map<String, List<Map<String, Object>>> all = new LinkedHashMap<>();
        TABLES.forEach(
                (table, key) -> all.put(table, query("SELECT * FROM " + table + " WHERE " + key + " = ?", id.value())));
        return new Rows(id, all);
    }

    /** Puts rows back, in the place of what is there now. */
    void put(Rows rows) {
        remove(rows.id());
        rows.byTable().forEach((table, all) -> all.forEach(row -> insert(table, row)));
    }

    /** Removes a Domain. */
    void remove(DomainId id) {
        for (String table : List.of("domain_key", "domain_change")) {
            execute("DELETE FROM " + table + " WHERE domain = ?", id.value());
        }
        TABLES.forEach((table, key) -> execute("DELETE FROM " + table + " WHERE " + key + " = ?", id.value()));
    }

    /** Puts a document into the row of a Domain, whatever it is, and nothing beside it. */
    void putDocument(DomainId id, String document) {
        execute("UPDATE domain SET document = ? WHERE id = ?", document, id.value());
    }

    /** Puts a revision that somebody signed into a Domain's place, as if it had followed the one that is there. */
    void putNext(Domain next) {
        String id = next.body().id().value();
        String thumbprint = next.thumbprint().value();
        int number = next.body().revision();
        execute(
                "UPDATE domain SET revision = ?, thumbprint = ?, trust = ?, document = ? WHERE id = ?",
                number,
                thumbprint,
                next.body().trust().value(),
                next.toText(),
                id);
        execute("DELETE FROM revision WHERE domain = ? AND number >= ?", id, number);
        execute(
                "INSERT INTO revision (domain, number, thumbprint, changed, document) VALUES (?, ?, ?, ?, ?)",
                id,
                number,
                thumbprint,
                next.body().changed().getEpochSecond(),
                next.toText());
        execute("UPDATE domain_controller SET until = ? WHERE domain = ? AND until IS NULL", number, id);
        next.body()
                .controllers()
                .forEach(one -> execute(
                        "INSERT OR REPLACE INTO domain_controller (domain, controller, since) VALUES (?, ?, ?)",
                        id,
                        one.key().value(),
                        number));
    }

    /** Executes SQL. */
    void execute(String sql, Object... values) {
        try (Connection database = DriverManager.getConnection(url);
                PreparedStatement statement = prepared(database, sql, values)) {
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void insert(String table, Map<String, Object> row) {
        execute(
                "INSERT INTO " + table + " (" + String.join(", ", row.keySet()) + ") VALUES ("
                        + String.join(", ", Collections.nCopies(row.size(), "?")) + ")",
                row.values().toArray());
    }

    /** Returns rows. */
    List<Map<String, Object>> query(String sql, Object... values) {
        try (Connection database = DriverManager.getConnection(url);
                PreparedStatement statement = prepared(database, sql, values);
                ResultSet result = statement.executeQuery()) {
            ResultSetMetaData columns = result.getMetaData();
            List<Map<String, Object>> rows = new ArrayList<>();
            while (result.next()) {
                Map<String, Object> row = new LinkedHashMap<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    row.put(columns.getColumnName(i), result.getObject(i));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PreparedStatement prepared(Connection database, String sql, Object... values) throws SQLException {
        PreparedStatement statement = database.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
