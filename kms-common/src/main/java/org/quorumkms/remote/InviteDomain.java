package org.quorumkms.remote;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.signed.Bounded;

/**
 * The invitation of an unclaimed Domain, anew or ended (D4).
 *
 * @param seen the revision that it is meant for
 * @param claim the terms of the new one; none: the Domain cannot be claimed any more
 */
public record InviteDomain(SeenDomain seen, List<ClaimTerms> claim) implements Serializable {

    /** Copies the list: it has at most one. */
    public InviteDomain {
        Objects.requireNonNull(seen);
        claim = Bounded.list(claim, ClaimTerms.class, 1);
    }
}
