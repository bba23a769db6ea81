package org.quorumkms.remote;

import java.io.Serializable;
import java.util.Objects;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Purpose;
import org.quorumkms.signed.Name;
import org.quorumkms.signed.Thumbprint;

/**
 * A Domain as an operator wants it.
 *
 * @param trust the Trust under which it shall stand
 * @param name for people
 * @param purpose encrypt or sign
 * @param claim the hash of the secret that the operator keeps for the invitation
 */
public record NewDomain(Thumbprint trust, String name, Purpose purpose, ClaimTerms claim) implements Serializable {

    /** Checks the members. */
    public NewDomain {
        Objects.requireNonNull(trust);
        Name.typed(name);
        Objects.requireNonNull(purpose);
        Objects.requireNonNull(claim);
    }
}
