package org.quorumkms.remote;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Purpose;
import org.quorumkms.signed.Bounded;
import org.quorumkms.signed.Name;
import org.quorumkms.signed.Thumbprint;

/**
 * A Domain as an operator wants it.
 *
 * @param trust the Trust under which it shall stand
 * @param name for people
 * @param purpose encrypt or sign
 * @param claim the hash of the secret that the operator keeps for the invitation; none: nobody claims it, since a quorum gives
 *     rights (D9), or it is made for a known key
 * @param controllers the known key that it is made for (D4); none: it is claimed, or a quorum gives rights
 * @param policy who decides; of an {@code encrypt} Domain
 */
public record NewDomain(
        Thumbprint trust,
        String name,
        Purpose purpose,
        List<ClaimTerms> claim,
        List<Controller> controllers,
        Policy policy)
        implements Serializable {

    /** A Domain that is claimed, where controllers decide. */
    public NewDomain(Thumbprint trust, String name, Purpose purpose, ClaimTerms claim) {
        this(trust, name, purpose, List.of(claim), List.of(), Policy.OPEN);
    }

    /** Checks the members. */
    public NewDomain {
        Objects.requireNonNull(trust);
        Name.typed(name);
        Objects.requireNonNull(purpose);
        claim = Bounded.list(claim, ClaimTerms.class, 1);
        controllers = Bounded.list(controllers, Controller.class, 1);
        Objects.requireNonNull(policy);
    }
}
