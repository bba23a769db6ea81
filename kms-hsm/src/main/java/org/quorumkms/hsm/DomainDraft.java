package org.quorumkms.hsm;

import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Purpose;
import org.quorumkms.trust.TrustChain;

/**
 * What a new Domain is made from.
 *
 * @param id a fresh id
 * @param name for people
 * @param purpose what its keys are for
 * @param claim how it will be claimed; none: it is made for a known key, or orders govern it
 * @param controllers the known key, if it is made for one
 * @param ownKey what an operator that keeps its approval key itself says with it ({@code OwnKey}), where the Domain is made for
 *     its known key; else empty
 * @param policy who decides; of an {@code encrypt} Domain
 * @param line the line from genesis to its Trust
 */
public record DomainDraft(
        DomainId id,
        String name,
        Purpose purpose,
        Optional<ClaimTerms> claim,
        List<Controller> controllers,
        String ownKey,
        Policy policy,
        TrustChain line) {

    /** Copies the list. */
    public DomainDraft {
        controllers = List.copyOf(controllers);
    }

    /** A Domain that is claimed, where controllers decide. */
    public static DomainDraft claimed(DomainId id, String name, Purpose purpose, ClaimTerms claim, TrustChain line) {
        return new DomainDraft(id, name, purpose, Optional.of(claim), List.of(), "", Policy.OPEN, line);
    }

    /** A Domain that is made for a known key, where controllers decide (D4): nothing secret travels. */
    public static DomainDraft known(
            DomainId id, String name, Purpose purpose, Controller controller, String ownKey, TrustChain line) {
        return new DomainDraft(id, name, purpose, Optional.empty(), List.of(controller), ownKey, Policy.OPEN, line);
    }
}
