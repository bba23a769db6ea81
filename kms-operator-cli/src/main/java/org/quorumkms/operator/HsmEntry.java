package org.quorumkms.operator;

import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Device;
import org.quorumkms.trust.HsmKeys;

/**
 * An HSM with the server that holds it; its statement was verified.
 *
 * @param keys its public half
 * @param server the address of its server, as the server says
 * @param device what it is made of, in its own words
 */
public record HsmEntry(HsmKeys keys, String server, Device device) {

    /** Returns its fingerprint. */
    public Thumbprint fingerprint() {
        return keys.fingerprint();
    }
}
