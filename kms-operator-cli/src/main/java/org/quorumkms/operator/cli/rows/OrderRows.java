package org.quorumkms.operator.cli.rows;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.Table;
import org.quorumkms.domain.Controller;
import org.quorumkms.json.Json;
import org.quorumkms.operator.OperatorView;
import org.quorumkms.operator.OrderEntry;
import org.quorumkms.operator.Trusts;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.signed.Time;

/** What commands print of orders. */
public final class OrderRows {

    private static final int REFERENCE = 8;

    private OrderRows() {}

    /** Returns what a person types for an order. */
    public static String reference(Order order) {
        return order.body().id().value().substring(0, REFERENCE);
    }

    /** Returns the row of an order. */
    public static Map<String, @Nullable Object> row(Trusts trusts, OrderEntry entry, Instant now) {
        Order order = entry.order();
        Map<String, @Nullable Object> row = Json.object();
        row.put("id", order.body().id().value());
        row.put("thumbprint", order.thumbprint().value());
        row.put("number", order.body().number().orElse(null));
        row.put("kind", order.body().kind().text());
        row.put("domain", order.body().domain().value());
        row.put("controller", controller(order.body().decision()));
        row.put("trust", order.body().trust().value());
        row.put("status", entry.status(now));
        row.put("approvals", entry.approvals().signed().size());
        row.put("threshold", entry.approvals().threshold());
        row.put("expires", Time.format(order.body().expires()));
        row.put(
                "rejected",
                entry.rejections().stream()
                        .map(one -> TrustRows.rejection(trusts, one))
                        .toList());
        return row;
    }

    private static @Nullable Map<String, @Nullable Object> controller(Decision decision) {
        if (decision instanceof Decision.Grant grant) {
            return DomainRows.controller(grant.controller());
        }
        return decision instanceof Decision.Admit admit ? DomainRows.controller(admit.controller()) : null;
    }

    /** Returns orders as a table, with what waits for this operator. */
    public static Table table(List<OrderEntry> orders, OperatorView self, Instant now) {
        Table table = new Table("ID", "NUMBER", "KIND", "DOMAIN", "TRUST", "STATUS", "APPROVALS", "EXPIRES", "");
        for (OrderEntry entry : orders) {
            Order order = entry.order();
            Controller whom = order.body().decision() instanceof Decision.Grant grant
                    ? grant.controller()
                    : order.body().decision() instanceof Decision.Admit admit ? admit.controller() : null;
            table.row(
                    reference(order),
                    order.body().number().map(String::valueOf).orElse("-"),
                    order.body().kind().text() + (whom == null ? "" : " " + whom.name()),
                    order.body().domain().value(),
                    Integer.toString(entry.trust().body().id()),
                    entry.status(now),
                    entry.approvals().signed().size() + " of "
                            + entry.approvals().threshold(),
                    Time.format(order.body().expires()),
                    entry.waitsFor(self, now) ? "(waits for you)" : "");
        }
        return table;
    }
}
