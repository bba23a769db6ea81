package org.quorumkms.operator;

import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.VerifiedDomain;

/**
 * An unclaimed Domain with its invitation.
 *
 * @param domain the Domain, verified
 * @param exported its document
 * @param invitation one word of text; it holds the one-time secret
 */
public record Invited(VerifiedDomain domain, ExportedDomain exported, String invitation) {

    @Override
    public String toString() {
        return "invitation to " + domain.domain();
    }
}
