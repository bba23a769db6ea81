package org.quorumkms.server.manager;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.server.ledger.DomainChange;
import org.quorumkms.server.ledger.Ledger;
import org.quorumkms.server.store.DomainStore.Change;

/**
 * How fast a Domain may be changed (D6), so that the ring's reserve outlasts months of abuse. A day's changes are counted in
 * the store, for all servers; moves and orders are not counted.
 *
 * @param clock the time
 */
record Limits(Clock clock) {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int A_MINUTE_OF_ONE = 10;
    private static final int A_DAY_OF_CONTROLLERS = 1_000;
    private static final int A_DAY_IN_THE_RING = 40;
    private static final int A_DAY_OF_OPERATORS = 8;

    /**
     * Notes a change that an operator asked for, in its transaction, or refuses it.
     *
     * @param ring whether it made a new key
     */
    void requireOfOperator(Ledger ledger, DomainChange change, Request request, boolean ring) {
        require(ledger, change(change, request, true, ring));
    }

    /**
     * Notes a change that a controller asked for, in its transaction, or refuses it.
     *
     * @param ring whether it made a new key
     */
    void requireOfController(Ledger ledger, DomainChange change, Request request, boolean ring) {
        require(ledger, change(change, request, false, ring));
    }

    private Change change(DomainChange change, Request request, boolean byOperator, boolean ring) {
        return new Change(
                change.id(), change.last().body().revision(), clock.instant(), byOperator, request.key(), ring);
    }

    private void require(Ledger ledger, Change change) {
        Instant now = clock.instant();
        List<Change> day = ledger.domains().changes(change.domain(), now.minus(DAY));
        if (change.byOperator()) {
            requireFewer(
                    day,
                    Change::byOperator,
                    A_DAY_OF_OPERATORS,
                    "operators changed it (rotations, invitations)",
                    "day");
        } else {
            requireFewer(
                    day,
                    one -> one.who().equals(change.who()) && one.at().isAfter(now.minus(MINUTE)),
                    A_MINUTE_OF_ONE,
                    "this key changed it",
                    "minute");
            requireFewer(day, one -> !one.byOperator(), A_DAY_OF_CONTROLLERS, "controllers changed it", "day");
            if (change.ring()) {
                requireFewer(
                        day,
                        one -> !one.byOperator() && one.ring(),
                        A_DAY_IN_THE_RING,
                        "controllers had a new key made",
                        "day");
            }
        }
        ledger.domains().changed(change, now.minus(DAY));
    }

    private static void requireFewer(List<Change> day, Predicate<Change> counted, int most, String what, String time) {
        long count = day.stream().filter(counted).count();
        if (count >= most) {
            throw new RefusedException("D6: too many changes of this Domain: " + what + " " + count + " times within a "
                    + time + ", the most there is. Try again later; an order is not bounded so.");
        }
    }
}
