package org.quorumkms.server.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The bare rows of a store, as they are, in one reading transaction: for finding what should not be there. */
public final class StoreInspection {

    private static final int PAGE = 500;

    private final Engine engine;
    private final Handle handle;

    StoreInspection(Engine engine, Handle handle) {
        this.engine = engine;
        this.handle = handle;
    }

    /**
     * A Trust's row.
     *
     * @param thumbprint what it is found by
     * @param id its number
     * @param predecessor the thumbprint of its predecessor
     * @param payload its bytes, base64url
     */
    public record TrustRow(
            String thumbprint, int id, @Nullable String predecessor, String payload) {}

    /**
     * The row of a signature on a Trust.
     *
     * @param trust the Trust's thumbprint
     * @param kind its {@code typ}
     * @param kid whose it is
     * @param document the signature
     */
    public record SignatureRow(String trust, String kind, String kid, String document) {}

    /**
     * That a Trust is the way forward from its predecessor.
     *
     * @param predecessor from
     * @param trust to
     */
    public record WayRow(String predecessor, String trust) {}

    /**
     * A Domain's row.
     *
     * @param id what it is found by
     * @param revision its revision
     * @param thumbprint its thumbprint
     * @param name its name
     * @param purpose its purpose
     * @param trust the thumbprint of its Trust
     * @param document the Domain
     * @param controllers the thumbprints by which its controllers find it
     */
    public record DomainRow(
            String id,
            int revision,
            String thumbprint,
            String name,
            String purpose,
            String trust,
            String document,
            List<String> controllers) {

        /** Copies the list. */
        public DomainRow {
            controllers = List.copyOf(controllers);
        }
    }

    /**
     * An order's row.
     *
     * @param thumbprint what it is found by
     * @param domain the Domain that it is about
     * @param payload its bytes, base64url
     * @param signatures its approvals
     */
    public record OrderRow(String thumbprint, String domain, String payload, List<String> signatures) {

        /** Copies the list. */
        public OrderRow {
            signatures = List.copyOf(signatures);
        }
    }

    /** Returns all orders. */
    public List<OrderRow> orders() {
        return handle
                .createQuery("SELECT thumbprint, domain, payload FROM domain_order ORDER BY thumbprint")
                .map((row, context) -> new OrderRow(
                        row.getString("thumbprint"), row.getString("domain"), row.getString("payload"), List.of()))
                .list()
                .stream()
                .map(row -> new OrderRow(row.thumbprint(), row.domain(), row.payload(), approvals(row.thumbprint())))
                .toList();
    }

    private List<String> approvals(String order) {
        return handle.createQuery("SELECT document FROM order_signature WHERE domain_order = ?")
                .bind(0, order)
                .mapTo(String.class)
                .list();
    }

    /** Returns what the database says of its own state, if it says that something is wrong. */
    public Optional<String> damage() {
        if (engine == Engine.POSTGRESQL) {
            return Optional.empty();
        }
        String says = handle.createQuery("PRAGMA integrity_check(1)")
                .mapTo(String.class)
                .one();
        long dangling = handle.createQuery("PRAGMA foreign_key_check").mapToMap().stream()
                .count();
        if (!says.equals("ok")) {
            return Optional.of(says);
        }
        return dangling == 0 ? Optional.empty() : Optional.of(dangling + " rows refer to rows that are not there");
    }

    /** Returns the settings with which the database could forget what it confirmed. */
    public List<String> forgetfulSettings() {
        if (engine == Engine.SQLITE) {
            return List.of();
        }
        return List.of("fsync", "full_page_writes", "synchronous_commit").stream()
                .filter(name -> handle.createQuery("SELECT current_setting('" + name + "')")
                        .mapTo(String.class)
                        .one()
                        .equals("off"))
                .toList();
    }

    /** Returns the database's clock, if it has one of its own. */
    public Optional<Instant> clock() {
        return engine == Engine.SQLITE
                ? Optional.empty()
                : Optional.of(handle.createQuery("SELECT clock_timestamp()")
                        .mapTo(Instant.class)
                        .one());
    }

    /** Returns all Trusts' rows. */
    public List<TrustRow> trusts() {
        return handle.createQuery("SELECT thumbprint, id, predecessor, payload FROM trust ORDER BY id, thumbprint")
                .map((row, context) -> new TrustRow(
                        row.getString("thumbprint"),
                        row.getInt("id"),
                        row.getString("predecessor"),
                        row.getString("payload")))
                .list();
    }

    /** Returns all signatures' rows. */
    public List<SignatureRow> signatures() {
        return handle.createQuery("SELECT trust, kind, kid, document FROM trust_signature ORDER BY trust, position")
                .map((row, context) -> new SignatureRow(
                        row.getString("trust"), row.getString("kind"), row.getString("kid"), row.getString("document")))
                .list();
    }

    /** Returns all ways forward. */
    public List<WayRow> ways() {
        return handle.createQuery("SELECT predecessor, trust FROM way_forward ORDER BY predecessor")
                .map((row, context) -> new WayRow(row.getString("predecessor"), row.getString("trust")))
                .list();
    }

    /** Gives all Domains' rows, one after the other. */
    public void domains(Consumer<DomainRow> take) {
        String after = "";
        List<DomainRow> page = page(after);
        while (!page.isEmpty()) {
            page.forEach(take);
            after = page.get(page.size() - 1).id();
            page = page(after);
        }
    }

    /**
     * A revision's row.
     *
     * @param number its number
     * @param thumbprint its thumbprint
     * @param document the revision, if it is here
     */
    public record RevisionRow(
            int number, String thumbprint, @Nullable String document) {}

    /** Gives all revisions of a Domain that are kept, the oldest first. */
    public void revisions(String domain, Consumer<RevisionRow> take) {
        handle.createQuery("SELECT number, thumbprint, document FROM revision WHERE domain = ? ORDER BY number")
                .bind(0, domain)
                .setFetchSize(PAGE)
                .map((row, context) ->
                        new RevisionRow(row.getInt("number"), row.getString("thumbprint"), row.getString("document")))
                .forEach(take);
    }

    private List<DomainRow> page(String after) {
        List<DomainRow> rows = handle.createQuery(
                        "SELECT id, revision, thumbprint, name, purpose, trust, document FROM domain"
                                + " WHERE id > ? ORDER BY id LIMIT ?")
                .bind(0, after)
                .bind(1, PAGE)
                .map((row, context) -> new DomainRow(
                        row.getString("id"),
                        row.getInt("revision"),
                        row.getString("thumbprint"),
                        row.getString("name"),
                        row.getString("purpose"),
                        row.getString("trust"),
                        row.getString("document"),
                        List.of()))
                .list();
        if (rows.isEmpty()) {
            return rows;
        }
        Map<String, List<String>> controllers = new HashMap<>();
        handle.createQuery("SELECT domain, controller FROM domain_controller"
                        + " WHERE domain > ? AND domain <= ? AND until IS NULL")
                .bind(0, after)
                .bind(1, rows.get(rows.size() - 1).id())
                .map((row, context) -> List.of(row.getString("domain"), row.getString("controller")))
                .forEach(row -> controllers
                        .computeIfAbsent(row.get(0), domain -> new ArrayList<>())
                        .add(row.get(1)));
        return rows.stream()
                .map(row -> new DomainRow(
                        row.id(),
                        row.revision(),
                        row.thumbprint(),
                        row.name(),
                        row.purpose(),
                        row.trust(),
                        row.document(),
                        controllers.getOrDefault(row.id(), List.of())))
                .toList();
    }
}
