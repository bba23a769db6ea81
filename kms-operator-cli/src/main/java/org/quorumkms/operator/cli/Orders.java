package org.quorumkms.operator.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.Domain;
import org.quorumkms.json.Json;
import org.quorumkms.operator.OrderEntry;
import org.quorumkms.order.Order;
import org.quorumkms.quorum.Approvals;
import org.quorumkms.remote.OrderView;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Time;
import org.quorumkms.trust.OperatorKey;

/** What commands show of orders. */
final class Orders {

    private static final int REFERENCE = 8;

    private Orders() {}

    /** Returns the orders whose Trusts verify; says which do not. */
    static List<OrderEntry> all(OperatorContext.Session session) {
        List<OrderEntry> found = new ArrayList<>();
        for (OrderView view : session.client().orders()) {
            session.client()
                    .entry(view, session.trusts())
                    .ifPresentOrElse(
                            found::add,
                            () -> session.printer()
                                    .note("An order names a Trust that this server does not show, or that does not"
                                            + " verify; it is left out."));
        }
        return found;
    }

    static Optional<OrderEntry> entry(OperatorContext.Session session, Order order) {
        return session.client().entry(new OrderView(order.toText(), false, false), session.trusts());
    }

    /** Returns what a person types for an order. */
    static String reference(Order order) {
        return order.body().id().value().substring(0, REFERENCE);
    }

    /** Returns all that an operator must see before it approves. */
    static List<String> lines(OrderEntry entry, Optional<Domain> domain) {
        Order order = entry.order();
        Approvals<OperatorKey> approvals = entry.approvals();
        List<String> lines = new ArrayList<>();
        lines.add("order " + order.body().id() + ": " + order.body().kind().text());
        lines.add("thumbprint " + order.thumbprint());
        lines.add("Domain     " + order.body().domain()
                + domain.map(shown -> " " + shown.body().name() + ", "
                                + shown.body().purpose().text() + ", "
                                + shown.body().state().text() + ", revision "
                                + shown.body().revision())
                        .orElse(""));
        domain.ifPresent(shown ->
                shown.body().controllers().forEach(key -> lines.add("             controller now      " + key)));
        order.controller().ifPresent(key -> lines.add("             controller from then " + key));
        lines.add(
                "Trust      " + entry.trust().body().id() + " (" + entry.trust().thumbprint() + ")");
        lines.add("to be carried out by " + Time.format(order.body().expires()));
        lines.add("approved by " + approvals.signed().size() + " of the " + approvals.threshold() + " needed: "
                + (approvals.signed().isEmpty()
                        ? "nobody yet"
                        : String.join(
                                ", ",
                                approvals.signed().stream()
                                        .map(OperatorKey::name)
                                        .toList())));
        return lines;
    }

    static Map<String, @Nullable Object> row(OrderEntry entry) {
        Order order = entry.order();
        Map<String, @Nullable Object> row = Json.object();
        row.put("id", order.body().id().value());
        row.put("thumbprint", order.thumbprint().value());
        row.put("kind", order.body().kind().text());
        row.put("domain", order.body().domain().value());
        row.put("controller", order.controller().map(Orders::key).orElse(null));
        row.put("trust", order.body().trust().value());
        row.put("status", entry.status());
        row.put("approvals", entry.approvals().signed().size());
        row.put("threshold", entry.approvals().threshold());
        row.put("expires", Time.format(order.body().expires()));
        return row;
    }

    private static Map<String, @Nullable Object> key(Thumbprint thumbprint) {
        Map<String, @Nullable Object> key = Json.object();
        key.put("label", null);
        key.put("thumbprint", thumbprint.value());
        return key;
    }
}
