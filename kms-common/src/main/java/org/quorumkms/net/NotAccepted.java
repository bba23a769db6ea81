package org.quorumkms.net;

import java.io.Serial;
import java.security.cert.CertificateException;

/** A server's credentials are not accepted. Its message is for people, and finds its way through TLS and RMI. */
final class NotAccepted extends CertificateException {

    @Serial
    private static final long serialVersionUID = 1;

    NotAccepted(String message) {
        super(message);
    }
}
