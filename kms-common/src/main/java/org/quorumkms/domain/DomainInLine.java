package org.quorumkms.domain;

import org.quorumkms.trust.TrustChain;

/**
 * A Domain with the line from genesis to its Trust: what an HSM needs to verify it (D2). Nothing is verified by being one.
 *
 * @param domain the Domain
 * @param line the line of its Trust
 */
public record DomainInLine(Domain domain, TrustChain line) {

    /** Takes the two out of an exported Domain, whose history an HSM does not need. */
    public static DomainInLine of(ExportedDomain exported) {
        return new DomainInLine(exported.domain(), exported.line());
    }
}
