package org.quorumkms.remote;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Bounded;
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
        Bounded.text(exported, StrictJson.MAX_COLLECTION_LENGTH);
        servers = Bounded.list(servers, String.class, Sizes.SERVERS);
        servers.forEach(server -> Bounded.text(server, Sizes.ADDRESS));
        Objects.requireNonNull(hsm);
    }
}
