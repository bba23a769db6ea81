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
     * @param carriedOut the revision that it made, if it was carried out
     */
    record Row(Order order, Optional<Integer> carriedOut) {}

    /** Keeps an order that nobody has approved yet. */
    void insert(Order order);

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

    /** Returns an order. */
    Optional<Row> find(Thumbprint order);

    /** Returns the orders that have not expired, the older ones first. */
    List<Row> current(Instant now);

    /** Returns all orders about a Domain. */
    List<Row> about(DomainId domain);
}
