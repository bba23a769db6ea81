package org.quorumkms.order;

import java.io.Serializable;
import java.security.SecureRandom;
import org.quorumkms.domain.DomainId;
import org.quorumkms.errors.VerificationException;

/**
 * The identity of an order: a UUID (RFC 9562) in lower case.
 *
 * @param value 36 characters
 */
public record OrderId(String value) implements Serializable {

    /** Checks the form. */
    public OrderId {
        if (!DomainId.isOne(value)) {
            throw new VerificationException("An order's id is a UUID in lower case.");
        }
    }

    /** Makes a fresh one (version 4). */
    public static OrderId random(SecureRandom random) {
        return new OrderId(DomainId.random(random).value());
    }

    @Override
    public String toString() {
        return value;
    }
}
