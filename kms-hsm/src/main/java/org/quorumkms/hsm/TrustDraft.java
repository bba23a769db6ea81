package org.quorumkms.hsm;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustKind;

/**
 * What an unsigned Trust is made from.
 *
 * @param id the number that the store allots
 * @param kind branch or successor
 * @param predecessor the line from genesis to the Trust it follows
 * @param hsms the statements of its HSMs, JWS texts
 * @param operators the Domains of its operators
 * @param quorum how many must approve
 * @param approveBy until when it can be signed
 * @param note what the approvers should know
 */
public record TrustDraft(
        int id,
        TrustKind kind,
        TrustChain predecessor,
        List<String> hsms,
        List<DomainInLine> operators,
        int quorum,
        Instant approveBy,
        Optional<String> note) {

    /** Copies the lists. */
    public TrustDraft {
        hsms = List.copyOf(hsms);
        operators = List.copyOf(operators);
    }
}
