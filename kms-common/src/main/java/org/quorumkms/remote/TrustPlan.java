package org.quorumkms.remote;

import java.io.Serializable;
import java.util.List;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.TrustKind;

/**
 * A Trust as an operator wants it. Only names of keys: the keys themselves come from HSMs' statements and operators'
 * Domains, which the HSM that makes the Trust verifies.
 *
 * @param kind branch or successor
 * @param predecessor the Trust it follows
 * @param hsms fingerprints
 * @param operators thumbprints of approval keys
 * @param quorum how many must approve
 */
public record TrustPlan(
        TrustKind kind, Thumbprint predecessor, List<Thumbprint> hsms, List<Thumbprint> operators, int quorum)
        implements Serializable {

    /** Copies the lists. */
    public TrustPlan {
        hsms = List.copyOf(hsms);
        operators = List.copyOf(operators);
    }
}
