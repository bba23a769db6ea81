package org.quorumkms.net;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** TLS 1.3 (RFC 8446) with keys on both sides; nothing older, nothing else. */
final class Tls {

    private static final String[] PROTOCOLS = {"TLSv1.3"};

    private Tls() {}

    static SSLContext serverContext(ServerCredentials credentials) {
        return context(new OneKeyManager(credentials.privateKey(), credentials::chain), new CallerTrustManager());
    }

    static SSLContext clientContext(ConnectionKey key, Supplier<AcceptedServers> accepted, Clock clock) {
        return context(
                new OneKeyManager(key.privateKey(), () -> List.of(key.certificate())),
                new ServerTrustManager(accepted, clock));
    }

    static SSLSocket requireTls13(Socket socket) {
        SSLSocket tls = (SSLSocket) socket;
        tls.setEnabledProtocols(PROTOCOLS);
        return tls;
    }

    private static SSLContext context(KeyManager own, TrustManager others) {
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(new KeyManager[] {own}, new TrustManager[] {others}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS 1.3", e);
        }
    }
}
