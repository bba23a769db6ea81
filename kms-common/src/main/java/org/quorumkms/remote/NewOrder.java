package org.quorumkms.remote;

import java.io.Serializable;
import org.quorumkms.domain.DomainId;
import org.quorumkms.order.OrderKind;
import org.quorumkms.signed.Thumbprint;

/**
 * An order as an operator wants it.
 *
 * @param kind what to do
 * @param domain the Domain to do it to
 * @param controller whom to grant it to: the thumbprint of a connection key; for other kinds empty text
 */
public record NewOrder(OrderKind kind, DomainId domain, String controller) implements Serializable {

    /** Checks the thumbprint. */
    public NewOrder {
        if (!controller.isEmpty()) {
            new Thumbprint(controller);
        }
    }
}
