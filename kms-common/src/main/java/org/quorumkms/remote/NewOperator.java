package org.quorumkms.remote;

import java.io.Serializable;
import java.util.Objects;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.signed.Name;

/**
 * A further operator: its Domain, unclaimed.
 *
 * @param name for people
 * @param claim the hash of the secret that the inviting operator keeps for the invitation
 */
public record NewOperator(String name, ClaimTerms claim) implements Serializable {

    /** Checks the members. */
    public NewOperator {
        Name.typed(name);
        Objects.requireNonNull(claim);
    }
}
