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

    private static final String SELECT = "SELECT thumbprint, payload, carried_out FROM domain_order";

    private final Handle handle;

    JdbcOrderStore(Handle handle) {
        this.handle = handle;
    }

    @Override
    public void insert(Order order) {
        handle.execute(
                "INSERT INTO domain_order (thumbprint, domain, created, expires, payload) VALUES (?, ?, ?, ?, ?)",
                order.thumbprint().value(),
                order.body().domain().value(),
                order.body().created().getEpochSecond(),
                order.body().expires().getEpochSecond(),
                order.payload().base64Url());
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
    public Optional<Row> find(Thumbprint order) {
        return rows(handle.createQuery(SELECT + " WHERE thumbprint = ?").bind(0, order.value())).stream()
                .findFirst();
    }

    @Override
    public List<Row> current(Instant now) {
        return rows(handle.createQuery(SELECT + " WHERE expires >= ? ORDER BY created, thumbprint")
                .bind(0, now.getEpochSecond()));
    }

    @Override
    public List<Row> about(DomainId domain) {
        return rows(handle.createQuery(SELECT + " WHERE domain = ? ORDER BY created, thumbprint")
                .bind(0, domain.value()));
    }

    private List<Row> rows(Query query) {
        return query
                .map((row, context) -> {
                    int revision = row.getInt("carried_out");
                    Optional<Integer> carriedOut = row.wasNull() ? Optional.empty() : Optional.of(revision);
                    return new Stored(row.getString("thumbprint"), row.getString("payload"), carriedOut);
                })
                .list()
                .stream()
                .map(one -> new Row(
                        Order.of(Bytes.fromBase64Url(one.payload()), signatures(one.thumbprint())), one.carriedOut()))
                .toList();
    }

    private record Stored(String thumbprint, String payload, Optional<Integer> carriedOut) {}

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
