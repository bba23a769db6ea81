package org.quorumkms.server.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.DomainId;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.order.Order;
import org.quorumkms.signed.Thumbprint;

/** Orders, each with the approvals that it has. */
public interface OrderStore {

    /**
     * An order with what the store knows of it.
     *
     * @param order the document
     * @param proposer the approval key of whoever proposed it
     * @param carriedOut the revision that it made, if it was carried out
     * @param withdrawn why its proposer took it back, if it did
     * @param rejections who rejected it
     */
    record Row(
            Order order,
            Thumbprint proposer,
            Optional<Integer> carriedOut,
            Optional<String> withdrawn,
            List<Rejection> rejections) {

        /** Copies the list. */
        public Row {
            rejections = List.copyOf(rejections);
        }
    }

    /**
     * Keeps an order that nobody has approved yet.
     *
     * @return whether its number is free still
     */
    boolean insert(Order order, Thumbprint proposer);

    /**
     * Adds an approval, if there is none of that key.
     *
     * @return whether there was none
     */
    boolean addSignature(Thumbprint order, JwsSignature approval);

    /**
     * Notes that an order was carried out, if it was not before.
     *
     * @return whether it was not
     */
    boolean carryOut(Thumbprint order, int revision);

    /** Notes that its proposer took an order back. */
    void withdraw(Thumbprint order, String why);

    /** Notes that an operator rejected an order. */
    void reject(Thumbprint order, Rejection rejection);

    /** Returns an order. */
    Optional<Row> find(Thumbprint order);

    /** Returns the orders that expired after a time, the older ones first. */
    List<Row> since(Instant time);

    /** Returns the orders about a Domain that have a number higher than one, the lowest first. */
    List<Row> after(DomainId domain, int number);

    /** Returns the orders that open something of a Domain (O4) and expire after a time, the older ones first. */
    List<Row> releases(DomainId domain, Instant time);

    /** Returns how many orders a key proposed after a time. */
    int proposed(Thumbprint proposer, Instant after);

    /** Returns the orders that a key proposed, that expire after a time, and were neither carried out nor withdrawn. */
    List<Row> undecided(Thumbprint proposer, Instant time);
}
