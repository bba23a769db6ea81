package org.quorumkms.remote;

import java.io.Serializable;
import java.util.Objects;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.signed.Bounded;
import org.quorumkms.signed.Thumbprint;

/**
 * A Domain to be moved (D5).
 *
 * @param seen the Domain as the caller saw it last
 * @param target the Trust that it shall stand under
 * @param signedRequest for an operator's Domain its controller's word ({@code OperatorRequest}); else empty
 */
public record MoveDomain(SeenDomain seen, Thumbprint target, String signedRequest) implements Serializable {

    /** Checks the members. */
    public MoveDomain {
        Objects.requireNonNull(seen);
        Objects.requireNonNull(target);
        Bounded.text(signedRequest, Sizes.REQUEST);
    }
}
