package org.quorumkms.server.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.rmi.server.RMIServerSocketFactory;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.net.Tls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's listening socket: TLS is layered over each accepted connection, and the handshake takes place in the
 * connection's own thread, so that a slow caller does not keep others from being accepted.
 */
public final class TlsServerSocketFactory implements RMIServerSocketFactory {

    private static final Logger LOG = LoggerFactory.getLogger(TlsServerSocketFactory.class);
    private static final int BACKLOG = 128;

    private final String host;
    private final SSLContext context;
    private final Connections connections;

    /**
     * Takes the address to listen on, what the server presents, and how many connections it bears.
     *
     * @param named looks up whether a revision of any Domain names a key
     */
    public TlsServerSocketFactory(
            String host, ServerCredentials credentials, ConnectionLimits limits, Predicate<EcJwk> named) {
        this.host = host;
        this.connections = new Connections(limits, named);
        this.context = Tls.context(
                new KeyManager[] {new ServerKeyManager(credentials)}, new TrustManager[] {new CallerTrustManager()});
    }

    /** Returns how many connections are open. */
    public int connections() {
        return connections.count();
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
        ServerSocket socket = new Listening();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port), BACKLOG);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private final class Listening extends ServerSocket {

        Listening() throws IOException {}

        @Override
        public Socket accept() throws IOException {
            while (true) {
                Socket raw = new Socket();
                implAccept(raw);
                Optional<Connection> connection = connections.admit(raw);
                if (connection.isPresent()) {
                    try {
                        return layered(raw, connection.get());
                    } catch (IOException e) {
                        // Whoever hung up at once: RMI would pause for seconds if it heard of some of them.
                        LOG.debug("a connection ended before it began", e);
                        connection.get().closed();
                    }
                }
                raw.close();
            }
        }

        private Socket layered(Socket raw, Connection connection) throws IOException {
            raw.setTcpNoDelay(true);
            SSLSocket tls = Tls.requireTls13(context.getSocketFactory()
                    .createSocket(raw, raw.getInetAddress().getHostAddress(), raw.getPort(), true));
            tls.setUseClientMode(false);
            tls.setNeedClientAuth(true);
            return new CallerSocket(tls, connection);
        }
    }
}
