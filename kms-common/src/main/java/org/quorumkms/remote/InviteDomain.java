package org.quorumkms.remote;

import java.io.Serializable;
import java.util.List;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.SeenDomain;

/**
 * The invitation of an unclaimed Domain, anew or ended (D4).
 *
 * @param seen the revision that it is meant for
 * @param claim the terms of the new one; none: the Domain cannot be claimed any more
 */
public record InviteDomain(SeenDomain seen, List<ClaimTerms> claim) implements Serializable {

    /** Copies the list: it has at most one. */
    public InviteDomain {
        java.util.Objects.requireNonNull(seen);
        claim = List.copyOf(claim);
        if (claim.size() > 1) {
            throw new IllegalArgumentException("a Domain should have at most one invitation");
        }
    }
}
