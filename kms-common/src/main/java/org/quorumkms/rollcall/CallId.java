package org.quorumkms.rollcall;

import java.io.Serializable;
import java.security.SecureRandom;
import org.quorumkms.domain.DomainId;
import org.quorumkms.errors.VerificationException;

/**
 * The identity of a roll call: a UUID (RFC 9562) in lower case.
 *
 * @param value 36 characters
 */
public record CallId(String value) implements Serializable {

    /** Checks the form. */
    public CallId {
        if (!DomainId.isOne(value)) {
            throw new VerificationException("A roll call's id is a UUID in lower case.");
        }
    }

    /** Makes a fresh one (version 4). */
    public static CallId random(SecureRandom random) {
        return new CallId(DomainId.random(random).value());
    }

    @Override
    public String toString() {
        return value;
    }
}
