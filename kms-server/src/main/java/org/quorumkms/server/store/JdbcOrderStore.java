package org.quorumkms.server.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.quorumkms.domain.DomainId;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.json.Json;
import org.quorumkms.order.Order;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/** Orders over JDBC. */
final class JdbcOrderStore implements OrderStore {

    private static final String SELECT =
            "SELECT thumbprint, payload, proposer, carried_out, withdrawn FROM domain_order";

    private final Handle handle;

    JdbcOrderStore(Handle handle) {
        this.handle = handle;
    }

    @Override
    public boolean insert(Order order, Thumbprint proposer) {
        return handle.createUpdate(
                                "INSERT INTO domain_order (thumbprint, domain, number, created, expires, payload, proposer)"
                                        + " VALUES (:thumbprint, :domain, :number, :created, :expires, :payload, :proposer)"
                                        + " ON CONFLICT DO NOTHING")
                        .bind("thumbprint", order.thumbprint().value())
                        .bind("domain", order.body().domain().value())
                        .bind("number", order.body().number().orElse(null))
                        .bind("created", order.body().created().getEpochSecond())
                        .bind("expires", order.body().expires().getEpochSecond())
                        .bind("payload", order.payload().base64Url())
                        .bind("proposer", proposer.value())
                        .execute()
                == 1;
    }

    @Override
    public boolean addSignature(Thumbprint order, JwsSignature approval) {
        return handle.createUpdate("INSERT INTO order_signature (domain_order, kid, position, document)"
                                + " VALUES (:order, :kid,"
                                + " (SELECT COUNT(*) FROM order_signature WHERE domain_order = :order), :document)"
                                + " ON CONFLICT (domain_order, kid) DO NOTHING")
                        .bind("order", order.value())
                        .bind("kid", approval.kid().value())
                        .bind("document", Json.write(approval.toJson()))
                        .execute()
                == 1;
    }

    @Override
    public boolean carryOut(Thumbprint order, int revision) {
        return handle.execute(
                        "UPDATE domain_order SET carried_out = ? WHERE thumbprint = ? AND carried_out IS NULL",
                        revision,
                        order.value())
                == 1;
    }

    @Override
    public void withdraw(Thumbprint order, String why) {
        handle.execute("UPDATE domain_order SET withdrawn = ? WHERE thumbprint = ?", why, order.value());
    }

    @Override
    public void reject(Thumbprint order, Rejection rejection) {
        handle.execute(
                "INSERT INTO order_rejection (domain_order, operator, why) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                order.value(),
                rejection.operator().value(),
                rejection.why());
    }

    @Override
    public Optional<Row> find(Thumbprint order) {
        return rows(handle.createQuery(SELECT + " WHERE thumbprint = ?").bind(0, order.value())).stream()
                .findFirst();
    }

    @Override
    public List<Row> since(Instant time) {
        return rows(handle.createQuery(SELECT + " WHERE expires >= ? ORDER BY created, thumbprint")
                .bind(0, time.getEpochSecond()));
    }

    @Override
    public List<Row> after(DomainId domain, int number) {
        return rows(handle.createQuery(SELECT + " WHERE domain = ? AND number > ? ORDER BY number, thumbprint")
                .bind(0, domain.value())
                .bind(1, number));
    }

    @Override
    public List<Row> releases(DomainId domain, Instant time) {
        return rows(handle.createQuery(
                        SELECT + " WHERE domain = ? AND number IS NULL AND expires >= ? ORDER BY created, thumbprint")
                .bind(0, domain.value())
                .bind(1, time.getEpochSecond()));
    }

    @Override
    public int proposed(Thumbprint proposer, Instant after) {
        return handle.createQuery("SELECT COUNT(*) FROM domain_order WHERE proposer = ? AND created > ?")
                .bind(0, proposer.value())
                .bind(1, after.getEpochSecond())
                .mapTo(Integer.class)
                .one();
    }

    @Override
    public List<Row> undecided(Thumbprint proposer, Instant time) {
        return rows(handle.createQuery(SELECT
                        + " WHERE proposer = ? AND carried_out IS NULL AND withdrawn IS NULL AND expires >= ?"
                        + " ORDER BY created, thumbprint")
                .bind(0, proposer.value())
                .bind(1, time.getEpochSecond()));
    }

    private List<Row> rows(Query query) {
        return query
                .map((row, context) -> {
                    int revision = row.getInt("carried_out");
                    Optional<Integer> carriedOut = row.wasNull() ? Optional.empty() : Optional.of(revision);
                    return new Stored(
                            row.getString("thumbprint"),
                            row.getString("payload"),
                            row.getString("proposer"),
                            carriedOut,
                            Optional.ofNullable(row.getString("withdrawn")));
                })
                .list()
                .stream()
                .map(one -> new Row(
                        Order.of(Bytes.fromBase64Url(one.payload()), signatures(one.thumbprint())),
                        new Thumbprint(one.proposer()),
                        one.carriedOut(),
                        one.withdrawn(),
                        rejections(one.thumbprint())))
                .toList();
    }

    private record Stored(
            String thumbprint,
            String payload,
            String proposer,
            Optional<Integer> carriedOut,
            Optional<String> withdrawn) {}

    private List<Rejection> rejections(String order) {
        return handle.createQuery("SELECT operator, why FROM order_rejection WHERE domain_order = ? ORDER BY operator")
                .bind(0, order)
                .map((row, context) -> new Rejection(new Thumbprint(row.getString("operator")), row.getString("why")))
                .list();
    }

    private List<JwsSignature> signatures(String order) {
        return handle
                .createQuery("SELECT document FROM order_signature WHERE domain_order = ? ORDER BY position, kid")
                .bind(0, order)
                .mapTo(String.class)
                .list()
                .stream()
                .map(JwsSignature::parse)
                .toList();
    }
}
