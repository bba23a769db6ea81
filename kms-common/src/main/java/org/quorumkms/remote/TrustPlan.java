package org.quorumkms.remote;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.quorumkms.signed.Bounded;
import org.quorumkms.signed.Note;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.TrustBody;
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
        Objects.requireNonNull(kind);
        Objects.requireNonNull(predecessor);
        hsms = Bounded.list(hsms, Thumbprint.class, TrustBody.MAX_MEMBERS);
        operators = Bounded.list(operators, Thumbprint.class, TrustBody.MAX_MEMBERS);
        Bounded.count(quorum);
        Note.typed(note);
    }
}
