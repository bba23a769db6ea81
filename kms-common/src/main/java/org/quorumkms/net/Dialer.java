package org.quorumkms.net;

import java.io.Closeable;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.rmi.NotBoundException;
import java.rmi.Remote;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.RemoteObjectInvocationHandler;
import java.rmi.server.RemoteRef;
import java.security.cert.Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.signed.Thumbprint;

/** Connects a console or client to a server, with its own key, and judges the server's. */
public final class Dialer implements Closeable {

    private static final int MOST_ADDRESSES = 8;

    private final ServerTrustManager servers;
    private final SSLContext context;
    private final Timeouts timeouts;
    private final Set<SSLSocket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Takes the caller's key, which servers are accepted (asked at every handshake), and the clock. */
    public Dialer(ConnectionKey key, Supplier<AcceptedServers> accepted, Clock clock) {
        this(key, accepted, clock, Timeouts.USUAL);
    }

    /** Takes the caller's key, which servers are accepted (asked at every handshake), the clock, and how long it waits. */
    public Dialer(ConnectionKey key, Supplier<AcceptedServers> accepted, Clock clock, Timeouts timeouts) {
        this.servers = new ServerTrustManager(accepted, clock);
        this.context = Tls.clientContext(key, servers);
        this.timeouts = timeouts;
    }

    Timeouts timeouts() {
        return timeouts;
    }

    /** Closes the connections that RMI keeps for the next call, and makes none any more. */
    @Override
    public void close() throws IOException {
        closed = true;
        for (SSLSocket socket : open) {
            socket.close();
        }
        open.clear();
    }

    /** Begins to set up what a call needs beside other work, for a program that will soon make one. */
    public static void prepare() {
        Thread preparing = new Thread(Tls::prepare, "tls");
        preparing.setDaemon(true);
        preparing.start();
    }

    /** Looks up a service at an address. */
    <T extends Remote> T lookup(Address address, Class<T> service, String name) throws IOException {
        TlsClientSocketFactory factory = new TlsClientSocketFactory(this, address);
        Registry registry = LocateRegistry.getRegistry(address.host(), address.port(), factory);
        try {
            return service.cast(requireOurs(
                    CallFilters.<Remote, NotBoundException>lookup(() -> factory.during(() -> registry.lookup(name))),
                    factory));
        } catch (NotBoundException e) {
            throw new IOException("the server does not offer " + name, e);
        }
    }

    /**
     * The reference in a stub is made by its name, which no filter sees, and it may lack a socket factory: then it leads elsewhere,
     * without our TLS.
     */
    private static Remote requireOurs(Remote stub, TlsClientSocketFactory factory) throws IOException {
        boolean ours = Proxy.isProxyClass(stub.getClass())
                && Proxy.getInvocationHandler(stub) instanceof RemoteObjectInvocationHandler handler
                && "UnicastRef2".equals(handler.getRef().getRefClass(null))
                && Carried.by(handler.getRef()).equals(List.of(factory));
        if (!ours) {
            throw new InvalidClassException("a name in the registry leads elsewhere");
        }
        return stub;
    }

    /** The objects that a reference carries: its socket factory, if it has one. It shows them only as it is written. */
    private static final class Carried extends ObjectOutputStream {

        private final List<Object> objects = new ArrayList<>();

        private Carried() throws IOException {
            super(OutputStream.nullOutputStream());
            enableReplaceObject(true);
        }

        static List<Object> by(RemoteRef reference) throws IOException {
            try (Carried carried = new Carried()) {
                reference.writeExternal(carried);
                return carried.objects;
            }
        }

        @Override
        protected Object replaceObject(Object written) {
            objects.add(written);
            return written;
        }
    }

    /**
     * Who a server is that was accepted.
     *
     * @param key the thumbprint of its key
     * @param hsm the thumbprint of the signing key of the HSM that vouches for it
     */
    public record Peer(Thumbprint key, Thumbprint hsm) {}

    /**
     * Asks who listens at an address, as its certificates say.
     *
     * @throws IOException if nobody can be reached there, or nobody who is accepted
     */
    public Peer peer(Address address) throws IOException {
        try (SSLSocket tls = connect(address)) {
            Certificate[] chain = tls.getSession().getPeerCertificates();
            return new Peer(
                    EcJwk.of(chain[0].getPublicKey()).thumbprint(),
                    RsaJwk.of((RSAPublicKey) chain[1].getPublicKey()).thumbprint());
        }
    }

    /** Tries all addresses of a name, in the resolver's order, until one answers that is accepted. */
    SSLSocket connect(Address address) throws IOException {
        InetAddress[] all = InetAddress.getAllByName(unbracketed(address.host()));
        IOException failure = null;
        for (int i = 0; i < Math.min(all.length, MOST_ADDRESSES); i++) {
            try {
                return connect(
                        address,
                        all[i],
                        millis(
                                all.length == 1
                                        ? timeouts.connect()
                                        : timeouts.connect().dividedBy(2)));
            } catch (IOException e) {
                // What is not accepted says more than what does not answer.
                failure = failure == null || RemoteFailure.isNotAccepted(e) ? e : failure;
            }
        }
        throw failure == null ? new UnknownHostException(address.host()) : failure;
    }

    private SSLSocket connect(Address address, InetAddress at, int millis) throws IOException {
        try {
            return connectOnce(address, at, millis);
        } catch (SSLPeerUnverifiedException taken) {
            // An earlier session was taken up, whose certificate does not hold any more: there is another by now.
            return connectOnce(address, at, millis);
        }
    }

    /** Zero would be for ever. */
    private static int millis(Duration time) {
        return (int) Math.max(1, time.toMillis());
    }

    private SSLSocket connectOnce(Address address, InetAddress at, int millis) throws IOException {
        requireOpen();
        Socket raw = new Socket();
        try {
            raw.setTcpNoDelay(true);
            raw.connect(new InetSocketAddress(at, address.port()), millis);
            raw.setSoTimeout(millis(timeouts.answer()));
            SSLSocket tls = Tls.requireTls13(
                    context.getSocketFactory().createSocket(raw, address.host(), address.port(), true));
            tls.startHandshake();
            try {
                servers.requireAccepted(tls.getSession());
            } catch (SSLPeerUnverifiedException e) {
                tls.getSession().invalidate();
                throw e;
            }
            open.removeIf(SSLSocket::isClosed);
            open.add(tls);
            requireOpen();
            return tls;
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the client was closed");
        }
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
