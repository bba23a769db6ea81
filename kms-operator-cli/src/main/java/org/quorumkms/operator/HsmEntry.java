package org.quorumkms.operator;

import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;

/**
 * An HSM with the server that holds it; its statement was verified.
 *
 * @param keys its public half
 * @param server the address of its server, as the server says
 */
public record HsmEntry(HsmKeys keys, String server) {

    /** Returns its fingerprint. */
    public Thumbprint fingerprint() {
        return keys.fingerprint();
    }
}
