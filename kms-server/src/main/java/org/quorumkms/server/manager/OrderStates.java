package org.quorumkms.server.manager;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.quorumkms.domain.Domain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.order.Order;
import org.quorumkms.order.OrderBody;
import org.quorumkms.quorum.Approvals;
import org.quorumkms.remote.OrderView;
import org.quorumkms.server.ledger.Ledger;
import org.quorumkms.server.store.OrderStore;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.TrustBody;

/**
 * How it stands with orders (O1): open, carried out, or ended.
 *
 * @param clock the time
 */
record OrderStates(Clock clock) {

    private static final Duration DAY = Duration.ofDays(1);
    private static final int MOST_A_DAY = 100;
    private static final int MOST_OPEN = 16;

    /** How long an order is shown after it expired. */
    private static final Duration SHOWN = Duration.ofDays(30);

    /** Returns the orders as operators see them. */
    List<OrderView> list(Ledger ledger) {
        return ledger.orders().since(clock.instant().minus(SHOWN)).stream()
                .map(row -> view(ledger, row))
                .toList();
    }

    /** Returns an order as operators see it. */
    OrderView view(Ledger ledger, OrderStore.Row row) {
        return new OrderView(
                row.order().toText(),
                row.proposer().value(),
                TrustProposals.shown(row.rejections()),
                state(ledger, row));
    }

    private String state(Ledger ledger, OrderStore.Row row) {
        Order order = row.order();
        if (row.carriedOut().isPresent()) {
            return OrderView.CARRIED_OUT;
        }
        // A row that cannot be read hides no order about it, nor any other.
        boolean voided = ledger.trusts().wayForward(order.body().trust()).isPresent()
                || ledger.readable(order.body().domain())
                        .filter(domain -> order.isVoidFor(domain.body()))
                        .isPresent();
        if (voided) {
            return OrderView.VOID;
        }
        if (clock.instant().isAfter(order.body().expires())) {
            return OrderView.EXPIRED;
        }
        Approvals<OperatorKey> approvals = order.approvalsUnder(trust(ledger, order));
        // What has its approvals stays good, whatever rows say (O1).
        if (!approvals.reached() && row.withdrawn().isPresent()) {
            return OrderView.WITHDRAWN;
        }
        return TrustProposals.isRejected(approvals, row.rejections()) ? OrderView.REJECTED : OrderView.OPEN;
    }

    /** Returns whether an order has not ended. */
    boolean isOpen(Ledger ledger, OrderStore.Row row) {
        return state(ledger, row).equals(OrderView.OPEN);
    }

    /** Requires that an order can still be approved. */
    void requireOpen(Ledger ledger, OrderStore.Row row) {
        String state = state(ledger, row);
        if (!state.equals(OrderView.OPEN)) {
            throw new RefusedException("O1: order " + row.order() + " is " + state + "; approving it adds nothing.");
        }
    }

    /** Requires that an operator may make one more. */
    void requireMayBeMade(Ledger ledger, OperatorCaller operator) {
        requireMayBeMade(ledger, operator.approvalKey(), operator.name());
    }

    /** Requires that a key may make one more: an operator's approval key, or who asks for a release. */
    void requireMayBeMade(Ledger ledger, Thumbprint proposer, String name) {
        Instant now = clock.instant();
        int today = ledger.orders().proposed(proposer, now.minus(DAY));
        if (today >= MOST_A_DAY) {
            throw new RefusedException("O1: " + name + " made " + today + " orders within a day, the most there is.");
        }
        long open = ledger.orders().undecided(proposer, now).stream()
                .filter(row -> isOpen(ledger, row))
                .count();
        if (open >= MOST_OPEN) {
            throw new RefusedException("O1: " + name + " has " + open
                    + " open orders, the most there is. Withdraw one: order withdraw ID.");
        }
    }

    /** Returns a number for an order: after what was carried out, and after each that has an approval and could still be. */
    int number(Ledger ledger, Domain domain, int above) {
        int ordered = domain.body().ordered();
        int highest = ordered + OrderBody.MAX_AHEAD;
        int last = ledger.orders().after(domain.body().id(), ordered).stream()
                .filter(row -> isApproved(ledger, row.order()) && isOpen(ledger, row))
                .mapToInt(row -> row.order().body().number().orElse(0))
                .filter(number -> number <= highest)
                .reduce(ordered, Math::max);
        return Math.min(Math.max(last, Math.min(above, highest)) + 1, highest);
    }

    private static boolean isApproved(Ledger ledger, Order order) {
        return !order.approvalsUnder(trust(ledger, order)).signed().isEmpty();
    }

    /** Returns the Trust that an order was made under. */
    static TrustBody trust(Ledger ledger, Order order) {
        return ledger.trust(order.body().trust()).body();
    }
}
