package org.quorumkms.remote;

import java.io.Serializable;
import java.util.Objects;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.signed.Bounded;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/**
 * What a quorum released, to be opened (O4).
 *
 * @param seen the Domain, as the caller saw it (D3)
 * @param order the thumbprint of the order that releases it
 * @param sealed what is sealed
 * @param context its context, encoded as in the file format
 * @param signedRequest the caller's request {@code kms-open}, a JWS
 */
public record OpenReleased(SeenDomain seen, Thumbprint order, Bytes sealed, Bytes context, String signedRequest)
        implements Serializable {

    /** Checks the members. */
    public OpenReleased {
        Objects.requireNonNull(seen);
        Objects.requireNonNull(order);
        Objects.requireNonNull(sealed);
        Objects.requireNonNull(context);
        Bounded.text(signedRequest, Sizes.REQUEST);
    }
}
