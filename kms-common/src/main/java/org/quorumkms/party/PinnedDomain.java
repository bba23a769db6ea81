package org.quorumkms.party;

import org.quorumkms.domain.Descent;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.domain.VerifiedDomain;

/**
 * A Domain that this home took up, as it was seen last.
 *
 * @param descent what T7 compares
 * @param name for people
 * @param contextRequired whether its policy lets nothing be sealed with an empty context (D9: decrypt by quorum)
 * @param left whether the newest revision does not name this home's key any more: it is remembered, and not used
 */
public record PinnedDomain(Descent descent, String name, boolean contextRequired, boolean left) {

    /** Takes what a verified Domain says. */
    public static PinnedDomain of(VerifiedDomain domain) {
        return new PinnedDomain(
                Descent.of(domain),
                domain.body().name(),
                domain.body()
                        .policy()
                        .filter(policy -> policy.decrypt() == Policy.Who.QUORUM)
                        .isPresent(),
                false);
    }

    /** Remembers that this home's key is not its controller any more. */
    public PinnedDomain leaving() {
        return new PinnedDomain(descent, name, contextRequired, true);
    }

    /** Returns which Domain it is. */
    public DomainId id() {
        return descent.id();
    }

    /** Returns how it is named in calls. */
    public SeenDomain seen() {
        return descent.seen();
    }

    /** Returns what its keys are for. */
    public Purpose purpose() {
        return descent.purpose();
    }
}
