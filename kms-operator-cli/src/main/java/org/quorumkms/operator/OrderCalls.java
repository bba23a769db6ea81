package org.quorumkms.operator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.json.Json;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.remote.ApproveOrder;
import org.quorumkms.remote.NewOrder;
import org.quorumkms.remote.OperatorService;
import org.quorumkms.remote.OrderView;
import org.quorumkms.remote.RequestId;
import org.quorumkms.trust.OperatorKey;

/** An operator's calls about orders. */
public final class OrderCalls {

    private final Session session;

    OrderCalls(Session session) {
        this.session = session;
    }

    /** Returns the orders whose Trusts verify; warns of the others. */
    public List<OrderEntry> all() {
        Trusts trusts = session.trusts().shown();
        List<OrderEntry> found = new ArrayList<>();
        for (OrderView view : session.call(OperatorService::orders)) {
            try {
                OrderEntry.of(view, trusts)
                        .ifPresentOrElse(
                                found::add,
                                () -> session.warn(
                                        "An order names a Trust that this server does not show, or that does not"
                                                + " verify; it is left out."));
            } catch (KmsException e) {
                session.warn("An order that the server shows cannot be read, and is left out: " + e.getMessage());
            }
        }
        return found;
    }

    /** Returns the orders that open something of a Domain and expire after a time, whose Trusts verify; warns of the others. */
    public List<OrderEntry> releasesOf(DomainId domain, Instant since) {
        Trusts trusts = session.trusts().shown();
        List<OrderEntry> found = new ArrayList<>();
        for (String text : session.call(server -> server.releasesOf(domain, since.getEpochSecond()))) {
            try {
                OrderEntry.of(new OrderView(text, "", List.of(), OrderView.OPEN), trusts)
                        .filter(entry -> entry.order().body().domain().equals(domain))
                        .ifPresent(found::add);
            } catch (KmsException e) {
                session.warn("An order that the server shows cannot be read, and is left out: " + e.getMessage());
            }
        }
        return found;
    }

    /** Has an order made that is above every one that this home knows of (O1). */
    public OrderEntry create(VerifiedDomain domain, Decision decision, String note) {
        RequestId id = session.request();
        DomainId of = domain.body().id();
        int above = Math.max(session.memory().ordered(of), domain.body().ordered());
        NewOrder wanted = NewOrder.of(of, decision, note, above, 0);
        Order order = Answers.wanted(wanted, Order.parse(session.call(server -> server.createOrder(id, wanted))));
        OrderEntry entry = entry(order)
                .orElseThrow(() -> new VerificationException(
                        "The order names a Trust that this server does not show. Do not approve it."));
        session.memory().ordered(of, entry.number());
        return entry;
    }

    private Optional<OrderEntry> entry(Order order) {
        return OrderEntry.of(
                new OrderView(order.toText(), "", List.of(), OrderView.OPEN),
                session.trusts().shown());
    }

    /** Approves the order that was shown, by its thumbprint (T8), with this operator's own Domain. */
    public Order approve(Order shown) {
        remember(shown);
        RequestId id = session.request();
        Order approved = Answers.order(
                shown.thumbprint(),
                Order.parse(session.own()
                        .call(seen -> session.call(server -> server.approveOrder(id, approval(seen, shown))))));
        OperatorView self = session.self();
        if (!approved.isApprovedBy(new OperatorKey(self.name(), self.key()))) {
            throw new VerificationException("The server's answer does not carry a valid approval of yours.");
        }
        return approved;
    }

    private ApproveOrder approval(SeenDomain seen, Order shown) {
        String request = new OperatorRequest(
                        seen.id(), seen.thumbprint(), OperatorRequest.APPROVE_ORDER, shown.thumbprint())
                .sign(session.connectionKey());
        return new ApproveOrder(shown.thumbprint(), seen, request);
    }

    /** Adds an approval of an order that was made with an operator's own key. */
    public Order addApproval(Order order, JwsSignature approval) {
        remember(order);
        RequestId id = session.request();
        return Answers.order(
                order.thumbprint(),
                Order.parse(session.call(
                        server -> server.addOrderApproval(id, order.thumbprint(), Json.write(approval.toJson())))));
    }

    /** Before it is approved: what was approved and forgotten could end a newer one. */
    private void remember(Order order) {
        order.body()
                .number()
                .ifPresent(number -> session.memory().ordered(order.body().domain(), number));
    }

    /** Has an order carried out, on the newest revision that descends from what this home saw (D3). */
    public VerifiedDomain run(Order order) {
        RequestId id = session.request();
        return Answers.carriedOut(
                order,
                session.domains()
                        .changed(
                                order.body().domain(),
                                seen -> session.call(server -> server.runOrder(id, order.thumbprint(), seen))));
    }

    /**
     * Ends an order as far as this operator's word goes (O1).
     *
     * @param why the reason; may be empty
     */
    public OrderEntry end(Order order, boolean withdraw, String why) {
        RequestId id = session.request();
        OrderView view = session.call(server -> server.endOrder(id, order.thumbprint(), withdraw, why));
        Answers.order(order.thumbprint(), Order.parse(view.order()));
        return OrderEntry.of(view, session.trusts().shown())
                .orElseThrow(() -> new VerificationException("The server's answer names another Trust."));
    }
}
