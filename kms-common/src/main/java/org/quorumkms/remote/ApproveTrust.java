package org.quorumkms.remote;

import java.io.Serializable;
import java.util.Objects;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.signed.Bounded;
import org.quorumkms.signed.Thumbprint;

/**
 * An operator's approval of a Trust.
 *
 * @param trust the thumbprint of what the operator was shown (T8)
 * @param operatorDomain the operator's own Domain as it saw it last
 * @param signedRequest a JWS by the operator's connection key that says the same ({@code OperatorRequest})
 */
public record ApproveTrust(Thumbprint trust, SeenDomain operatorDomain, String signedRequest) implements Serializable {

    /** Checks the members. */
    public ApproveTrust {
        Objects.requireNonNull(trust);
        Objects.requireNonNull(operatorDomain);
        Bounded.text(signedRequest, Sizes.REQUEST);
    }
}
