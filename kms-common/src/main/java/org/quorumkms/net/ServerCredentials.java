package org.quorumkms.net;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** What a server presents; asked for at every handshake, so that it can renew itself. */
public interface ServerCredentials {

    /** Returns the server's P-256 private key. */
    PrivateKey privateKey();

    /** Returns two certificates: the server's, issued by one of its HSMs, and that HSM's own. */
    List<X509Certificate> chain();
}
