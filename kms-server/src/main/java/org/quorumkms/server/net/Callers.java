package org.quorumkms.server.net;

import java.security.cert.Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.jose.EcJwk;

/**
 * Who calls. RMI serves one connection with one thread, so the connection that a thread read from last is the one whose
 * call it carries out; {@link CallerSocket} notes it at every read.
 */
public final class Callers {

    private static final ThreadLocal<@Nullable SSLSession> CONNECTION = new ThreadLocal<>();

    /** Under what name a session keeps its caller's key: a key is checked once for a connection, not at each call. */
    private static final String KEY = EcJwk.class.getName();

    private Callers() {}

    static void note(SSLSession session) {
        CONNECTION.set(session);
    }

    /**
     * Returns the key of whoever makes the call that this thread carries out.
     *
     * @throws RefusedException if the thread carries out no remote call
     */
    public static EcJwk current() {
        SSLSession session = CONNECTION.get();
        if (session == null) {
            throw new RefusedException("There is no caller: this is not a remote call.");
        }
        return of(session);
    }

    static EcJwk of(SSLSession session) {
        if (session.getValue(KEY) instanceof EcJwk known) {
            return known;
        }
        try {
            Certificate[] presented = session.getPeerCertificates();
            EcJwk key = EcJwk.of(presented[0].getPublicKey());
            session.putValue(KEY, key);
            return key;
        } catch (SSLPeerUnverifiedException e) {
            throw new RefusedException("The caller presented no key.");
        }
    }
}
