package org.quorumkms.server.manager;

import org.quorumkms.jose.EcJwk;
import org.quorumkms.remote.RequestId;
import org.quorumkms.signed.Thumbprint;

/**
 * A change that somebody asks for: one id names one request of one caller, also where it is repeated.
 *
 * @param caller the caller's connection key
 * @param id the request
 */
public record Request(EcJwk caller, RequestId id) {

    /** Returns the thumbprint of the caller's connection key. */
    public Thumbprint key() {
        return caller.thumbprint();
    }
}
