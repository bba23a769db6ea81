package org.quorumkms.operator;

import org.quorumkms.order.Order;
import org.quorumkms.quorum.Approvals;
import org.quorumkms.remote.OrderView;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.VerifiedTrust;

/**
 * An order with the Trust whose operators order it, which was verified.
 *
 * @param order the order
 * @param trust its Trust
 * @param carriedOut whether it was carried out, as the server says
 * @param voided whether it cannot be carried out any more, as the server says
 */
public record OrderEntry(Order order, VerifiedTrust trust, boolean carriedOut, boolean voided) {

    /** Reads what a server shows, and finds the order's Trust among what was verified here. */
    static java.util.Optional<OrderEntry> of(OrderView view, Trusts trusts) {
        Order order = Order.parse(view.order());
        return trusts.find(order.body().trust())
                .flatMap(trusts::verified)
                .map(trust -> new OrderEntry(order, trust, view.carriedOut(), view.voided()));
    }

    /** Counts its approvals here (O1). */
    public Approvals<OperatorKey> approvals() {
        return order.approvalsUnder(trust.body());
    }

    /** Returns where it stands: open, approved, carried out, or void. */
    public String status() {
        if (carriedOut) {
            return "carried out";
        }
        if (voided) {
            return "void";
        }
        return approvals().reached() ? "approved" : "open";
    }

    /** Returns whether an operator's approval would bring it further. */
    public boolean waitsFor(OperatorView operator) {
        return !carriedOut
                && !voided
                && trust.body()
                        .operator(operator.thumbprint())
                        .filter(one -> !order.isApprovedBy(one))
                        .isPresent();
    }
}
