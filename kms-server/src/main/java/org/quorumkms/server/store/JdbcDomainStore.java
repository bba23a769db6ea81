package org.quorumkms.server.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Thumbprints;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Domains over JDBC. */
final class JdbcDomainStore implements DomainStore {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcDomainStore.class);

    private final Handle handle;

    JdbcDomainStore(Handle handle) {
        this.handle = handle;
    }

    @Override
    public boolean insert(Domain first) {
        boolean inserted =
                handle.createUpdate("INSERT INTO domain (id, revision, thumbprint, name, purpose, trust, document)"
                                        + " VALUES (:id, :revision, :thumbprint, :name, :purpose, :trust, :document)"
                                        + " ON CONFLICT DO NOTHING")
                                .bind("id", id(first))
                                .bind("revision", first.body().revision())
                                .bind("thumbprint", first.thumbprint().value())
                                .bind("name", first.body().name())
                                .bind("purpose", first.body().purpose().text())
                                .bind("trust", first.body().trust().value())
                                .bind("document", first.toText())
                                .execute()
                        == 1;
        if (inserted) {
            saveRevision(first);
            saveControllers(first);
        }
        return inserted;
    }

    @Override
    public boolean replace(Domain expected, Domain next) {
        boolean replaced = update(expected, next);
        if (replaced) {
            saveRevision(next);
            saveControllers(next);
        }
        return replaced;
    }

    private boolean update(Domain expected, Domain next) {
        return handle.createUpdate("UPDATE domain SET revision = :revision, thumbprint = :thumbprint, name = :name,"
                                + " trust = :trust, document = :document WHERE id = :id AND thumbprint = :expected")
                        .bind("id", id(next))
                        .bind("revision", next.body().revision())
                        .bind("thumbprint", next.thumbprint().value())
                        .bind("name", next.body().name())
                        .bind("trust", next.body().trust().value())
                        .bind("document", next.toText())
                        .bind("expected", expected.thumbprint().value())
                        .execute()
                == 1;
    }

    @Override
    public boolean adopt(Optional<Domain> expected, ExportedDomain imported) {
        Domain domain = imported.domain();
        Optional<String> row = document(domain.body().id());
        boolean first = row.isEmpty();
        boolean taken = first
                ? expected.isEmpty() && insert(domain)
                : isExpected(row.get(), domain.body().id(), expected) && updateRow(row.get(), domain);
        if (!taken) {
            return false;
        }
        String id = id(domain);
        handle.execute(
                "DELETE FROM revision WHERE domain = ? AND number >= ?",
                id,
                domain.body().revision());
        Thumbprints here = thumbprints(domain.body().id(), 1, domain.body().revision());
        Thumbprints earlier = imported.earlier();
        if (!here.equals(earlier)) {
            replaceEarlier(id, earlier);
        }
        saveRevision(domain);
        if (!first) {
            saveControllers(domain);
        }
        return true;
    }

    /** A row that cannot be read is in nobody's way. */
    private static boolean isExpected(String row, DomainId id, Optional<Domain> expected) {
        try {
            return read(id, row)
                    .thumbprint()
                    .equals(expected.map(Domain::thumbprint).orElse(null));
        } catch (KmsException unreadable) {
            return expected.isEmpty();
        }
    }

    /** Whatever stands in the columns beside the document. */
    private boolean updateRow(String row, Domain next) {
        return handle.createUpdate("UPDATE domain SET revision = :revision, thumbprint = :thumbprint, name = :name,"
                                + " purpose = :purpose, trust = :trust, document = :document"
                                + " WHERE id = :id AND document = :row")
                        .bind("id", id(next))
                        .bind("revision", next.body().revision())
                        .bind("thumbprint", next.thumbprint().value())
                        .bind("name", next.body().name())
                        .bind("purpose", next.body().purpose().text())
                        .bind("trust", next.body().trust().value())
                        .bind("document", next.toText())
                        .bind("row", row)
                        .execute()
                == 1;
    }

    /** Rows that say the same stay, with their documents. */
    private void replaceEarlier(String id, Thumbprints earlier) {
        PreparedBatch foreign = handle.prepareBatch(
                "DELETE FROM revision WHERE domain = :domain AND number = :number AND thumbprint <> :thumbprint");
        PreparedBatch missing = handle.prepareBatch("INSERT INTO revision (domain, number, thumbprint)"
                + " VALUES (:domain, :number, :thumbprint) ON CONFLICT DO NOTHING");
        for (int i = 0; i < earlier.size(); i++) {
            String thumbprint = earlier.get(i).value();
            foreign.bind("domain", id)
                    .bind("number", i + 1)
                    .bind("thumbprint", thumbprint)
                    .add();
            missing.bind("domain", id)
                    .bind("number", i + 1)
                    .bind("thumbprint", thumbprint)
                    .add();
        }
        foreign.execute();
        missing.execute();
    }

    @Override
    public void removeUnclaimed(Domain domain) {
        if (domain.body().claim().isEmpty()) {
            throw new IllegalArgumentException("only an unclaimed Domain should be removed");
        }
        String id = id(domain);
        for (String table : List.of("domain_key", "domain_change", "domain_controller", "revision")) {
            handle.execute("DELETE FROM " + table + " WHERE domain = ?", id);
        }
        handle.execute(
                "DELETE FROM domain WHERE id = ? AND thumbprint = ?",
                id,
                domain.thumbprint().value());
    }

    @Override
    public Optional<Domain> find(DomainId id) {
        return document(id).map(row -> read(id, row));
    }

    private Optional<String> document(DomainId id) {
        return handle.createQuery("SELECT document FROM domain WHERE id = ?")
                .bind(0, id.value())
                .mapTo(String.class)
                .findOne();
    }

    private static Domain read(DomainId id, String row) {
        Domain domain = Domain.parse(row);
        if (!domain.body().id().equals(id)) {
            throw new VerificationException("The store's row of Domain " + id + " holds another Domain, "
                    + domain.body().id() + ". See kms-server doctor.");
        }
        return domain;
    }

    @Override
    public Thumbprints thumbprints(DomainId id, int from, int before) {
        return Thumbprints.of(handle
                .createQuery("SELECT thumbprint FROM revision WHERE domain = ? AND number >= ? AND number < ?"
                        + " ORDER BY number")
                .bind(0, id.value())
                .bind(1, from)
                .bind(2, before)
                .mapTo(String.class)
                .list()
                .stream()
                .map(Thumbprint::new)
                .toList());
    }

    @Override
    public Optional<Domain> revision(DomainId id, int number) {
        return handle.createQuery(
                        "SELECT document FROM revision WHERE domain = ? AND number = ? AND document IS NOT NULL")
                .bind(0, id.value())
                .bind(1, number)
                .mapTo(String.class)
                .findOne()
                .map(Domain::parse);
    }

    @Override
    public List<Row> page(String after, int limit) {
        return handle.createQuery("SELECT id, document FROM domain WHERE id > ? ORDER BY id LIMIT ?")
                .bind(0, after)
                .bind(1, limit)
                .map((row, context) -> new Row(row.getString("id"), row.getString("document")))
                .list();
    }

    @Override
    public List<Domain> named(String name, int limit) {
        return readable(handle.createQuery("SELECT document FROM domain WHERE name = ? ORDER BY id LIMIT ?")
                .bind(0, name)
                .bind(1, limit));
    }

    @Override
    public long count() {
        return handle.createQuery("SELECT COUNT(*) FROM domain")
                .mapTo(Long.class)
                .one();
    }

    @Override
    public List<Domain> all(Purpose purpose) {
        return readable(handle.createQuery("SELECT document FROM domain WHERE purpose = ? ORDER BY id")
                .bind(0, purpose.text()));
    }

    @Override
    public List<Domain> controlledBy(Thumbprint controller) {
        return readable(handle.createQuery("SELECT document FROM domain JOIN domain_controller"
                        + " ON domain.id = domain_controller.domain"
                        + " WHERE controller = ? AND until IS NULL ORDER BY id")
                .bind(0, controller.value()));
    }

    @Override
    public List<Domain> unclaimed(int limit) {
        return readable(handle.createQuery("SELECT document FROM domain WHERE NOT EXISTS"
                                + " (SELECT 1 FROM domain_controller WHERE domain = domain.id AND until IS NULL)"
                                + " ORDER BY id LIMIT ?")
                        .bind(0, limit))
                .stream()
                .filter(domain -> domain.body().claim().isPresent())
                .toList();
    }

    @Override
    public List<String> documents(DomainId id, int from, int limit) {
        return handle.createQuery(
                        "SELECT document FROM revision WHERE domain = ? AND number >= ? ORDER BY number LIMIT ?")
                .bind(0, id.value())
                .bind(1, from)
                .bind(2, limit)
                .map((row, context) -> Objects.requireNonNullElse(row.getString("document"), ""))
                .list();
    }

    @Override
    public List<DomainId> everControlledBy(Thumbprint controller, String after, int limit) {
        return handle.createQuery("SELECT DISTINCT domain FROM domain_controller WHERE controller = ? AND domain > ?"
                        + " ORDER BY domain LIMIT ?")
                .bind(0, controller.value())
                .bind(1, after)
                .bind(2, limit)
                .mapTo(String.class)
                .map(DomainId::new)
                .list();
    }

    @Override
    public boolean everControlledBy(DomainId id, Thumbprint controller) {
        return handle.createQuery("SELECT COUNT(*) FROM domain_controller WHERE domain = ? AND controller = ?")
                        .bind(0, id.value())
                        .bind(1, controller.value())
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    @Override
    public boolean isNamed(Thumbprint controller) {
        return handle.createQuery("SELECT 1 FROM domain_controller WHERE controller = ? LIMIT 1")
                .bind(0, controller.value())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    @Override
    public List<Thumbprint> trusts() {
        Set<Thumbprint> trusts = new HashSet<>();
        handle.createQuery("SELECT DISTINCT trust FROM domain ORDER BY trust").mapTo(String.class).list().stream()
                .map(Thumbprint::new)
                .forEach(trusts::add);
        return trusts.stream()
                .filter(trust -> under(trust, Integer.MAX_VALUE).stream()
                        .anyMatch(domain -> domain.body().state() != DomainState.DELETED))
                .sorted()
                .toList();
    }

    @Override
    public List<Domain> under(Thumbprint trust, int limit) {
        return readable(handle.createQuery("SELECT document FROM domain WHERE trust = ? ORDER BY id LIMIT ?")
                .bind(0, trust.value())
                .bind(1, limit));
    }

    @Override
    public void keyedSince(DomainId id, Instant since) {
        handle.execute(
                "INSERT INTO domain_key (domain, since) VALUES (?, ?)"
                        + " ON CONFLICT (domain) DO UPDATE SET since = excluded.since",
                id.value(),
                since.getEpochSecond());
    }

    @Override
    public Optional<Instant> keyedSince(DomainId id) {
        return handle.createQuery("SELECT since FROM domain_key WHERE domain = ?")
                .bind(0, id.value())
                .mapTo(Long.class)
                .findOne()
                .map(Instant::ofEpochSecond);
    }

    @Override
    public void changed(Change change, Instant forgetBefore) {
        handle.execute("DELETE FROM domain_change WHERE at < ?", forgetBefore.getEpochSecond());
        handle.execute(
                "INSERT INTO domain_change (domain, at, revision, asked, who, ring) VALUES (?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT DO NOTHING",
                change.domain().value(),
                change.at().getEpochSecond(),
                change.revision(),
                change.byOperator() ? "o" : "c",
                change.who().value(),
                change.ring() ? 1 : 0);
    }

    @Override
    public List<Change> changes(DomainId id, Instant from) {
        return handle.createQuery(
                        "SELECT at, revision, asked, who, ring FROM domain_change WHERE domain = ? AND at >= ?"
                                + " ORDER BY revision")
                .bind(0, id.value())
                .bind(1, from.getEpochSecond())
                .map((row, context) -> new Change(
                        id,
                        row.getInt("revision"),
                        Instant.ofEpochSecond(row.getLong("at")),
                        row.getString("asked").equals("o"),
                        new Thumbprint(row.getString("who")),
                        row.getInt("ring") == 1))
                .list();
    }

    private void saveRevision(Domain domain) {
        handle.execute(
                "INSERT INTO revision (domain, number, thumbprint, changed, document) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT (domain, number) DO UPDATE SET thumbprint = excluded.thumbprint,"
                        + " changed = excluded.changed, document = excluded.document",
                id(domain),
                domain.body().revision(),
                domain.thumbprint().value(),
                domain.body().changed().getEpochSecond(),
                domain.toText());
    }

    /** Those who are named no longer end here, those who are named newly begin here. */
    private void saveControllers(Domain domain) {
        String id = id(domain);
        int revision = domain.body().revision();
        Set<String> open = new HashSet<>(
                handle.createQuery("SELECT controller FROM domain_controller WHERE domain = ? AND until IS NULL")
                        .bind(0, id)
                        .mapTo(String.class)
                        .list());
        List<String> named = domain.body().controllers().stream()
                .map(Controller::key)
                .map(Thumbprint::value)
                .toList();
        List<String> gone = new ArrayList<>(open);
        gone.removeAll(named);
        for (String controller : gone) {
            handle.execute(
                    "UPDATE domain_controller SET until = ? WHERE domain = ? AND controller = ? AND until IS NULL",
                    revision,
                    id,
                    controller);
        }
        for (String controller : named) {
            if (!open.contains(controller)) {
                handle.execute(
                        "INSERT INTO domain_controller (domain, controller, since) VALUES (?, ?, ?)"
                                + " ON CONFLICT (domain, controller, since) DO UPDATE SET until = NULL",
                        id,
                        controller,
                        revision);
            }
        }
    }

    /** One row that cannot be read hides no other. */
    private static List<Domain> readable(Query query) {
        List<Domain> domains = new ArrayList<>();
        for (String document : query.mapTo(String.class).list()) {
            try {
                domains.add(Domain.parse(document));
            } catch (KmsException unreadable) {
                LOG.error(
                        "a row of the table domain cannot be read; see kms-server doctor: {}", unreadable.getMessage());
            }
        }
        return domains;
    }

    private static String id(Domain domain) {
        return domain.body().id().value();
    }
}
