package org.quorumkms.server.net;

import java.security.cert.Certificate;
import java.util.function.Predicate;
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

    /** A connection, with the session in which its caller showed its key. */
    private record Noted(SSLSession session, Connection connection) {}

    private static final ThreadLocal<@Nullable Noted> CONNECTION = new ThreadLocal<>();

    /** Under what name a session keeps its caller's key: a key is checked once for a connection, not at each call. */
    private static final String KEY = EcJwk.class.getName();

    private Callers() {}

    static void note(SSLSession session, Connection connection) {
        Noted before = CONNECTION.get();
        if (before == null || before.connection() != connection) {
            CONNECTION.set(new Noted(session, connection));
        }
    }

    /**
     * Lets the call that this thread reads have as many bytes as the largest, if its caller may make such calls.
     *
     * @param may asked once for each call
     */
    public static boolean mayBeLarge(Predicate<EcJwk> may) {
        Noted noted = CONNECTION.get();
        return noted != null && noted.connection().mayBeLarge(() -> may.test(of(noted.session())));
    }

    /**
     * Returns the key of whoever makes the call that this thread carries out.
     *
     * @throws RefusedException if the thread carries out no remote call
     */
    public static EcJwk current() {
        Noted noted = CONNECTION.get();
        if (noted == null) {
            throw new RefusedException("There is no caller: this is not a remote call.");
        }
        return of(noted.session());
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
