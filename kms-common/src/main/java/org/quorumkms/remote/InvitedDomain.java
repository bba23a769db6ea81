package org.quorumkms.remote;

import java.io.Serializable;
import java.util.List;
import org.quorumkms.signed.Thumbprint;

/**
 * A Domain that was made, with what an invitation to it says besides the secret, which only the operator has.
 *
 * @param exported the Domain, which the operator verifies before it invites anybody
 * @param servers addresses, HOST:PORT
 * @param hsm the thumbprint of the signing key of the HSM that vouches for the server
 */
public record InvitedDomain(String exported, List<String> servers, Thumbprint hsm) implements Serializable {

    /** Copies the list. */
    public InvitedDomain {
        servers = List.copyOf(servers);
    }
}
