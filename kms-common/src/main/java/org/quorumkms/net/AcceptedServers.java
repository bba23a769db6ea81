package org.quorumkms.net;

import java.util.Set;
import org.quorumkms.signed.Thumbprint;

/**
 * Which servers a console or client accepts (protocol.md section 6).
 *
 * @param hsms thumbprints of the signing keys of the HSMs that may vouch for a server
 * @param serverKeys thumbprints of server keys that are accepted without ({@code --server-key})
 */
public record AcceptedServers(Set<Thumbprint> hsms, Set<Thumbprint> serverKeys) {

    /** Copies the sets. */
    public AcceptedServers {
        hsms = Set.copyOf(hsms);
        serverKeys = Set.copyOf(serverKeys);
    }
}
