package org.quorumkms.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.quorumkms.crypto.EcKeys;

/** TLS 1.3 (RFC 8446) with keys on both sides; nothing older, nothing else. */
public final class Tls {

    private static final String[] PROTOCOLS = {"TLSv1.3"};

    static {
        // Callers name the HSMs that they accept, in the extension that RFC 8446, 4.2.4 has for it.
        System.setProperty("jdk.tls.client.enableCAExtension", "true");
    }

    private Tls() {}

    static SSLContext clientContext(ConnectionKey key, ServerTrustManager servers) {
        return context(
                new KeyManager[] {new CallerKeyManager(key.privateKey(), key.certificate())},
                new TrustManager[] {servers});
    }

    /** Sets up what the first connection would: providers, suites, and the arithmetic of the curve. */
    static void prepare() {
        try {
            context(new KeyManager[0], new TrustManager[0])
                    .getSocketFactory()
                    .createSocket()
                    .close();
        } catch (IOException e) {
            throw new UncheckedIOException("a socket that is not connected could not be made", e);
        }
        EcKeys.generate();
    }

    /** Allows a socket TLS 1.3 only. */
    public static SSLSocket requireTls13(Socket socket) {
        SSLSocket tls = (SSLSocket) socket;
        tls.setEnabledProtocols(PROTOCOLS);
        return tls;
    }

    /** Makes a context of this side's key and who is accepted at the other. */
    public static SSLContext context(KeyManager[] own, TrustManager[] others) {
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(own, others, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS 1.3", e);
        }
    }
}
