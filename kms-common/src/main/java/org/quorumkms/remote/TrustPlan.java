package org.quorumkms.remote;

import java.io.Serializable;
import java.util.List;
import org.quorumkms.signed.Note;
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
 * @param note what the approvers should know; empty: nothing
 */
public record TrustPlan(
        TrustKind kind,
        Thumbprint predecessor,
        List<Thumbprint> hsms,
        List<Thumbprint> operators,
        int quorum,
        String note)
        implements Serializable {

    /** Copies the lists. */
    public TrustPlan {
        hsms = List.copyOf(hsms);
        operators = List.copyOf(operators);
        Note.typed(note);
    }
}
