package org.quorumkms.server.net;

import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** What a server presents; asked for at every handshake, so that it can renew itself. */
public interface ServerCredentials {

    /** Returns the server's P-256 private key. */
    PrivateKey privateKey();

    /**
     * Chooses which of its HSMs vouches.
     *
     * @param acceptable names of the HSMs that the caller accepts, as it says; empty: it does not say
     * @return what to ask {@link #chain} for
     */
    String vouching(List<Principal> acceptable);

    /** Returns two certificates: the server's, issued by the chosen HSM, and that HSM's own. */
    List<X509Certificate> chain(String vouching);
}
