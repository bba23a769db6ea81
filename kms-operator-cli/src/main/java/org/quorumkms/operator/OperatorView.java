package org.quorumkms.operator;

import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.signed.Thumbprint;

/**
 * An enrolled operator: its claimed operator Domain, verified to genesis.
 *
 * @param domain the Domain
 */
public record OperatorView(VerifiedDomain domain) {

    /** Returns its name, for people. */
    public String name() {
        return domain.body().name();
    }

    /** Returns its approval key. */
    public RsaJwk key() {
        return domain.body().publicKeys().get(0);
    }

    /** Returns the thumbprint of its approval key, which is the operator. */
    public Thumbprint thumbprint() {
        return key().thumbprint();
    }

    /** Returns whether it is an auditor, who approves nothing (D8). */
    public boolean isAuditor() {
        return domain.body().isAuditors();
    }
}
