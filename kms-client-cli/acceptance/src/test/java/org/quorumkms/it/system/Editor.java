package org.quorumkms.it.system;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.signed.Thumbprint;

/** Whoever edits the servers' database: reads and writes any row, and holds no key. */
public final class Editor {

    private final Connecting connecting;

    /** Connects to the database. */
    public interface Connecting {
        /** Returns a connection of its own. */
        Connection connect() throws SQLException;
    }

    /** Takes what connects. */
    public Editor(Connecting connecting) {
        this.connecting = connecting;
    }

    /** Writes. */
    public int edit(String sql, Object... values) {
        try (Connection database = connecting.connect();
                PreparedStatement statement = prepared(database, sql, values)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads the first column. */
    public List<String> query(String sql, Object... values) {
        List<String> rows = new ArrayList<>();
        try (Connection database = connecting.connect();
                PreparedStatement statement = prepared(database, sql, values);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                rows.add(result.getString(1));
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

    /** Returns the document of a Domain's row. */
    public String document(DomainId id) {
        return query("SELECT document FROM domain WHERE id = ?", id.value()).get(0);
    }

    /** Returns the Domain of its row. */
    public Domain domain(DomainId id) {
        return Domain.parse(document(id));
    }

    /** Puts a revision in the place of a Domain's newest one, so that every row says what it says: nothing came after it. */
    public void put(ExportedDomain shown) {
        Domain domain = shown.domain();
        String id = domain.body().id().value();
        int number = domain.body().revision();
        edit(
                "UPDATE domain SET revision = ?, thumbprint = ?, name = ?, trust = ?, document = ? WHERE id = ?",
                number,
                domain.thumbprint().value(),
                domain.body().name(),
                domain.body().trust().value(),
                domain.toText(),
                id);
        edit("DELETE FROM revision WHERE domain = ? AND number >= ?", id, number);
        for (int i = 1; i < number; i++) {
            row(id, i, shown.revision(i), null);
        }
        row(id, number, domain.thumbprint(), domain.toText());
        edit("UPDATE domain_controller SET until = ? WHERE domain = ? AND until IS NULL", number, id);
        domain.body().controllers().stream().map(Controller::key).forEach(key -> controller(id, number, key));
    }

    private void row(String id, int number, Thumbprint thumbprint, String document) {
        boolean there = query("SELECT thumbprint FROM revision WHERE domain = ? AND number = ?", id, number)
                .contains(thumbprint.value());
        if (!there) {
            edit("DELETE FROM revision WHERE domain = ? AND number = ?", id, number);
            edit(
                    "INSERT INTO revision (domain, number, thumbprint, document) VALUES (?, ?, ?, ?)",
                    id,
                    number,
                    thumbprint.value(),
                    document);
        }
    }

    private void controller(String id, int number, Thumbprint key) {
        edit("DELETE FROM domain_controller WHERE domain = ? AND controller = ?", id, key.value());
        edit("INSERT INTO domain_controller (domain, controller, since) VALUES (?, ?, ?)", id, key.value(), number);
    }

    /** Takes a Trust out, with all that is beside it. */
    public void remove(Thumbprint trust) {
        edit("DELETE FROM way_forward WHERE trust = ?", trust.value());
        edit("DELETE FROM trust_signature WHERE trust = ?", trust.value());
        edit("DELETE FROM trust WHERE thumbprint = ?", trust.value());
    }
}
