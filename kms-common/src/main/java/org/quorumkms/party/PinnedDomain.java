package org.quorumkms.party;

import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.domain.VerifiedDomain;

/**
 * A Domain that this home claimed, as it was seen last.
 *
 * @param seen its id, revision and Trust
 * @param name for people
 * @param purpose what its keys are for
 */
public record PinnedDomain(SeenDomain seen, String name, Purpose purpose) {

    /** Takes what a verified Domain says. */
    public static PinnedDomain of(VerifiedDomain domain) {
        return new PinnedDomain(
                domain.domain().seen(), domain.body().name(), domain.body().purpose());
    }
}
