package org.quorumkms.server.store;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;

/**
 * A store as text, the same for every engine: a line of JSON for each row, {@code {"table":…,"row":{…}}}, all values as
 * strings, null ones left out; the tables in an order in which what is referred to comes first. It is taken in one
 * reading transaction while others write.
 */
public final class StoreCopy {

    private static final String WHAT = "A line of the store's copy";
    private static final int BATCH = 500;

    private static final List<Table> TABLES = List.of(
            new Table(
                    "trust",
                    "id, thumbprint",
                    List.of("thumbprint", "predecessor", "payload", "proposer", "withdrawn"),
                    List.of("id")),
            new Table(
                    "trust_signature",
                    "trust, position, kid",
                    List.of("trust", "kind", "kid", "document"),
                    List.of("position")),
            new Table("trust_rejection", "trust, operator", List.of("trust", "operator", "why"), List.of()),
            new Table("way_forward", "predecessor", List.of("predecessor", "trust"), List.of()),
            new Table(
                    "domain",
                    "id",
                    List.of("id", "thumbprint", "name", "purpose", "trust", "document"),
                    List.of("revision")),
            new Table(
                    "revision",
                    "domain, number",
                    List.of("domain", "thumbprint", "document"),
                    List.of("number", "changed")),
            new Table(
                    "domain_controller",
                    "domain, controller, since",
                    List.of("domain", "controller"),
                    List.of("since", "until")),
            new Table(
                    "domain_change",
                    "domain, revision",
                    List.of("domain", "asked", "who"),
                    List.of("at", "revision", "ring")),
            new Table(
                    "domain_order",
                    "created, thumbprint",
                    List.of("thumbprint", "domain", "payload", "proposer", "withdrawn"),
                    List.of("number", "created", "expires", "carried_out")),
            new Table(
                    "order_signature",
                    "domain_order, position, kid",
                    List.of("domain_order", "kid", "document"),
                    List.of("position")),
            new Table(
                    "order_rejection", "domain_order, operator", List.of("domain_order", "operator", "why"), List.of()),
            new Table("roll_call", "id", List.of("id", "operator"), List.of("asked")),
            new Table(
                    "roll_call_answer", "roll_call, operator", List.of("roll_call", "operator", "document"), List.of()),
            new Table("domain_key", "domain", List.of("domain"), List.of("since")),
            new Table("server", "id", List.of("id", "addresses"), List.of()),
            new Table("hsm", "fingerprint", List.of("fingerprint", "statement", "server"), List.of()),
            new Table("hsm_label", "label", List.of("label", "request", "server"), List.of()),
            new Table("request", "caller, id", List.of("caller", "id", "digest", "answer"), List.of("answered")),
            new Table("counter", "name", List.of("name"), List.of("last")),
            new Table("audit_log", "server", List.of("server", "tip", "subtrees"), List.of("size")),
            new Table(
                    "audit_key",
                    "server, public_key, hsm",
                    List.of("server", "public_key", "hsm", "certificate"),
                    List.of()),
            new Table(
                    "audit_entry",
                    "server, position",
                    List.of("server", "who", "domain", "entry"),
                    List.of("position", "time")),
            new Table("audit_head", "server, size", List.of("server", "note"), List.of("size")));

    private record Table(String name, String order, List<String> texts, List<String> numbers) {

        List<String> columns() {
            List<String> all = new ArrayList<>(texts);
            all.addAll(numbers);
            return all;
        }

        String select() {
            return "SELECT " + String.join(", ", columns()) + " FROM " + name + " ORDER BY " + order;
        }

        String insert() {
            return "INSERT INTO " + name + " (" + String.join(", ", columns()) + ") VALUES (:"
                    + String.join(", :", columns()) + ")";
        }
    }

    private StoreCopy() {}

    /**
     * What was written.
     *
     * @param rows how many rows of each table
     * @param hsms the HSMs that the store knew at that moment
     */
    public record Written(Map<String, Integer> rows, List<HsmStore.Row> hsms) {

        /** Copies the collections. */
        public Written {
            rows = Map.copyOf(rows);
            hsms = List.copyOf(hsms);
        }
    }

    /**
     * Writes everything that is in a store.
     *
     * @return what was written
     */
    public static Written write(JdbcStore store, OutputStream out) {
        BufferedWriter lines = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        Written written = store.readOnce(handle -> {
            Map<String, Integer> rows = new LinkedHashMap<>();
            TABLES.forEach(table -> rows.put(table.name(), write(handle, table, lines)));
            return new Written(rows, new JdbcHsmStore(handle).all());
        });
        try {
            lines.flush();
            return written;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int write(Handle handle, Table table, BufferedWriter lines) {
        return handle.createQuery(table.select())
                .setFetchSize(BATCH)
                .map((row, context) -> line(table, row))
                .reduce(0, (count, line) -> {
                    try {
                        lines.write(line);
                        lines.write('\n');
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return count + 1;
                });
    }

    private static String line(Table table, ResultSet row) throws SQLException {
        Map<String, @Nullable Object> values = Json.object();
        for (String column : table.columns()) {
            String value = row.getString(column);
            if (value != null) {
                values.put(column, value);
            }
        }
        Map<String, @Nullable Object> line = Json.object();
        line.put("table", table.name());
        line.put("row", values);
        return Json.write(line);
    }

    /**
     * Fills an empty store from a copy, all of it or nothing.
     *
     * @return how many rows of each table
     * @throws RefusedException if there is anything in the store
     * @throws VerificationException if the text is not a copy
     */
    public static Map<String, Integer> read(JdbcStore store, InputStream in) {
        return store.writeOnce(handle -> {
            requireEmpty(handle);
            handle.execute("DELETE FROM counter");
            Map<String, Integer> rows = new LinkedHashMap<>();
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            try {
                readLines(handle, lines, rows);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return rows;
        });
    }

    private static void readLines(Handle handle, BufferedReader lines, Map<String, Integer> rows) throws IOException {
        Table current = TABLES.get(0);
        PreparedBatch batch = handle.prepareBatch(current.insert());
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Fields fields = StrictJson.collection(WHAT, line);
            Table table = table(fields.text("table"));
            if (!table.equals(current) || batch.size() >= BATCH) {
                batch.execute();
                current = table;
                batch = handle.prepareBatch(table.insert());
            }
            Fields row = fields.object("row");
            for (String column : table.texts()) {
                batch.bind(column, row.optionalText(column).orElse(null));
            }
            for (String column : table.numbers()) {
                batch.bind(column, row.optionalText(column).map(Long::valueOf).orElse(null));
            }
            row.end();
            fields.end();
            batch.add();
            rows.merge(table.name(), 1, Integer::sum);
        }
        batch.execute();
    }

    private static Table table(String name) {
        return TABLES.stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new VerificationException(WHAT + " names an unknown table."));
    }

    private static void requireEmpty(Handle handle) {
        for (Table table : TABLES) {
            if (!table.name().equals("counter")
                    && handle.createQuery("SELECT COUNT(*) FROM " + table.name())
                                    .mapTo(Long.class)
                                    .one()
                            > 0) {
                throw new RefusedException("The store holds a system already; nothing was overwritten."
                        + " Restore into an empty home, or an empty database.");
            }
        }
    }
}
