package org.quorumkms.operator;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.quorumkms.order.Order;
import org.quorumkms.order.OrderKind;
import org.quorumkms.quorum.Approvals;
import org.quorumkms.remote.OrderView;
import org.quorumkms.remote.TrustView;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.VerifiedTrust;

/**
 * An order with the Trust whose operators order it, which was verified.
 *
 * @param order the order
 * @param trust its Trust
 * @param proposer the approval key of whoever proposed it, as the server says
 * @param rejections who rejected it, as the server says
 * @param state where it stands, as the server says: one of the words of {@link OrderView}
 */
public record OrderEntry(
        Order order,
        VerifiedTrust trust,
        Optional<Thumbprint> proposer,
        List<TrustView.Rejection> rejections,
        String state) {

    /** It has its approvals and can be carried out. */
    public static final String APPROVED = "approved";

    /** Copies the list. */
    public OrderEntry {
        rejections = List.copyOf(rejections);
    }

    /** Reads what a server shows, and finds the order's Trust among what was verified here. */
    static Optional<OrderEntry> of(OrderView view, Trusts trusts) {
        Order order = Order.parse(view.order());
        return trusts.find(order.body().trust())
                .flatMap(trusts::verified)
                .map(trust -> new OrderEntry(
                        order,
                        trust,
                        view.proposer().isEmpty() ? Optional.empty() : Optional.of(new Thumbprint(view.proposer())),
                        view.rejections(),
                        view.state()));
    }

    /** Counts its approvals here (O1). */
    public Approvals<OperatorKey> approvals() {
        return order.approvalsUnder(trust.body());
    }

    /** Returns its number; 0: it has none. */
    public int number() {
        return order.body().number().orElse(0);
    }

    /**
     * Returns where it stands. That it was withdrawn or rejected is the store's word, and ends it only while it lacks
     * approvals (O1).
     */
    public String status(Instant now) {
        if (state.equals(OrderView.CARRIED_OUT) || state.equals(OrderView.VOID)) {
            return state;
        }
        if (now.isAfter(order.body().expires())) {
            return OrderView.EXPIRED;
        }
        return approvals().reached() ? APPROVED : state;
    }

    /** Returns whether it can still be carried out, if it has or gets its approvals. */
    public boolean isOpen(Instant now) {
        String status = status(now);
        return status.equals(OrderView.OPEN) || status.equals(APPROVED);
    }

    /** Returns whether an operator's approval would bring it further. */
    public boolean waitsFor(OperatorView operator, Instant now) {
        boolean released = order.body().kind() == OrderKind.OPEN && approvals().reached();
        return isOpen(now)
                && !released
                && trust.body()
                        .operator(operator.thumbprint())
                        .filter(one -> !order.isApprovedBy(one))
                        .isPresent();
    }

    /** Returns whether an operator approved it. */
    public boolean isApprovedBy(OperatorView operator) {
        return trust.body()
                .operator(operator.thumbprint())
                .filter(order::isApprovedBy)
                .isPresent();
    }

    /** O1: returns whether carrying another one out ends this one: it is of the same Domain, and its number is not higher. */
    public boolean endsWith(Order carriedOut, Instant now) {
        return !order.thumbprint().equals(carriedOut.thumbprint())
                && order.body().kind() != OrderKind.OPEN
                && order.body().domain().equals(carriedOut.body().domain())
                && number() <= carriedOut.body().number().orElse(0)
                && isOpen(now);
    }
}
