package org.quorumkms.server.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Purpose;
import org.quorumkms.signed.Thumbprint;

/** Domains over JDBC. */
final class JdbcDomainStore implements DomainStore {

    private final Handle handle;

    JdbcDomainStore(Handle handle) {
        this.handle = handle;
    }

    @Override
    public boolean insert(Domain domain) {
        boolean inserted = bound(
                                "INSERT INTO domain (id, revision, name, purpose, trust, document)"
                                        + " VALUES (:id, :revision, :name, :purpose, :trust, :document) ON CONFLICT DO NOTHING",
                                domain)
                        .execute()
                == 1;
        if (inserted) {
            saveControllers(domain);
        }
        return inserted;
    }

    @Override
    public boolean replace(Domain expected, Domain next) {
        boolean replaced = bound(
                                "UPDATE domain SET revision = :revision, name = :name, trust = :trust, document = :document"
                                        + " WHERE id = :id AND document = :expected",
                                next)
                        .bind("expected", expected.toText())
                        .execute()
                == 1;
        if (replaced) {
            handle.execute("DELETE FROM domain_controller WHERE domain = ?", id(next));
            saveControllers(next);
        }
        return replaced;
    }

    @Override
    public void removeUnclaimed(Domain domain) {
        if (domain.body().claim().isEmpty()) {
            throw new IllegalArgumentException("only an unclaimed Domain should be removed");
        }
        handle.execute("DELETE FROM domain WHERE id = ? AND document = ?", id(domain), domain.toText());
    }

    @Override
    public Optional<Domain> find(DomainId id) {
        return documents(handle.createQuery("SELECT document FROM domain WHERE id = ?")
                        .bind(0, id.value()))
                .stream()
                .findFirst();
    }

    @Override
    public List<Domain> page(Optional<DomainId> after, int limit) {
        return documents(handle.createQuery("SELECT document FROM domain WHERE id > ? ORDER BY id LIMIT ?")
                .bind(0, after.map(DomainId::value).orElse(""))
                .bind(1, limit));
    }

    @Override
    public List<Domain> named(String name, int limit) {
        return documents(handle.createQuery("SELECT document FROM domain WHERE name = ? ORDER BY id LIMIT ?")
                .bind(0, name)
                .bind(1, limit));
    }

    @Override
    public List<Domain> all(Purpose purpose) {
        return documents(handle.createQuery("SELECT document FROM domain WHERE purpose = ? ORDER BY id")
                .bind(0, purpose.text()));
    }

    @Override
    public List<Domain> controlledBy(Thumbprint controller) {
        return documents(handle.createQuery("SELECT document FROM domain JOIN domain_controller"
                        + " ON domain.id = domain_controller.domain WHERE controller = ? ORDER BY id")
                .bind(0, controller.value()));
    }

    @Override
    public List<Thumbprint> trusts() {
        return handle
                .createQuery("SELECT DISTINCT trust FROM domain ORDER BY trust")
                .mapTo(String.class)
                .list()
                .stream()
                .map(Thumbprint::new)
                .toList();
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

    private void saveControllers(Domain domain) {
        for (Thumbprint controller : domain.body().controllers()) {
            handle.execute(
                    "INSERT INTO domain_controller (domain, controller) VALUES (?, ?)", id(domain), controller.value());
        }
    }

    private Update bound(String sql, Domain domain) {
        return handle.createUpdate(sql)
                .bind("id", id(domain))
                .bind("revision", domain.body().revision())
                .bind("name", domain.body().name())
                .bind("purpose", domain.body().purpose().text())
                .bind("trust", domain.body().trust().value())
                .bind("document", domain.toText());
    }

    private static List<Domain> documents(Query query) {
        return query.mapTo(String.class).list().stream().map(Domain::parse).toList();
    }

    private static String id(Domain domain) {
        return domain.body().id().value();
    }
}
