package org.quorumkms.server.manager;

import java.util.List;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.remote.InvitedDomain;
import org.quorumkms.signed.Thumbprint;

/**
 * What invitations say besides the Domain.
 *
 * @param hsms where the servers are called
 * @param vouching the thumbprint of the signing key of the HSM that vouches for this server
 */
record Invitations(HsmActions hsms, Thumbprint vouching) {

    /** How many addresses an invitation names at most. */
    private static final int MOST_ADDRESSES = 8;

    InvitedDomain of(ExportedDomain exported) {
        List<String> addresses = hsms.addresses();
        return new InvitedDomain(
                exported.toText(), addresses.subList(0, Math.min(addresses.size(), MOST_ADDRESSES)), vouching);
    }
}
