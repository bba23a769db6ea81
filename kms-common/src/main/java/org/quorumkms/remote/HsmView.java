package org.quorumkms.remote;

import java.io.Serializable;
import org.quorumkms.signed.Bounded;

/**
 * An HSM that a server holds.
 *
 * @param statement its own statement, a JWS that the console verifies
 * @param server the address of its server
 */
public record HsmView(String statement, String server) implements Serializable {

    /** Checks the members. */
    public HsmView {
        Bounded.text(statement, Sizes.DOCUMENT);
        Bounded.text(server, Sizes.ADDRESS);
    }
}
