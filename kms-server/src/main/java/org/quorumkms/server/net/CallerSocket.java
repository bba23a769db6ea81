package org.quorumkms.server.net;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of a connection: a TLS socket that notes its caller at every read, and that reports no origin, so
 * that the registry refuses every bind, rebind and unbind, from this host too (the JDK allows those to local callers
 * only, and "0.0.0.0" is nobody).
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // the TLS socket that does the work has its own locks
final class CallerSocket extends Socket {

    private static final byte[] NOWHERE = new byte[4];

    private final SSLSocket tls;
    private final Connection connection;
    private @Nullable SSLSession session;

    CallerSocket(SSLSocket tls, Connection connection) {
        this.tls = tls;
        this.connection = connection;
    }

    /** Shakes hands first, in the connection's own thread: RMI asks for the stream there. */
    @Override
    public InputStream getInputStream() throws IOException {
        return new Noting(tls.getInputStream(), session());
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new Counting(tls.getOutputStream());
    }

    private synchronized SSLSession session() throws IOException {
        SSLSession known = session;
        if (known == null) {
            tls.startHandshake();
            known = tls.getSession();
            connection.all().identify(connection, Callers.of(known));
            session = known;
        }
        return known;
    }

    @Override
    public InetAddress getInetAddress() {
        try {
            return InetAddress.getByAddress(NOWHERE);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    @Override
    public InetAddress getLocalAddress() {
        return tls.getLocalAddress();
    }

    @Override
    public int getPort() {
        return tls.getPort();
    }

    @Override
    public int getLocalPort() {
        return tls.getLocalPort();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return tls.getRemoteSocketAddress();
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        tls.setTcpNoDelay(on);
    }

    @Override
    public void setKeepAlive(boolean on) throws SocketException {
        tls.setKeepAlive(on);
    }

    @Override
    public void setSoLinger(boolean on, int linger) throws SocketException {
        tls.setSoLinger(on, linger);
    }

    @Override
    public void setSoTimeout(int timeout) throws SocketException {
        tls.setSoTimeout(timeout);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return tls.getSoTimeout();
    }

    @Override
    public boolean isClosed() {
        return tls.isClosed();
    }

    @Override
    public boolean isConnected() {
        return tls.isConnected();
    }

    @Override
    public void close() throws IOException {
        connection.closed();
        tls.close();
    }

    private final class Noting extends FilterInputStream {

        private final SSLSession whose;

        Noting(InputStream in, SSLSession whose) {
            super(in);
            this.whose = whose;
        }

        @Override
        public int read() throws IOException {
            connection.reads();
            int read = in.read();
            Callers.note(whose, connection);
            connection.read(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            connection.reads();
            int read = in.read(buffer, offset, length);
            Callers.note(whose, connection);
            connection.read(read);
            return read;
        }
    }

    private final class Counting extends FilterOutputStream {

        Counting(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int value) throws IOException {
            connection.writes();
            out.write(value);
            connection.wrote();
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            connection.writes();
            out.write(buffer, offset, length);
            connection.wrote();
        }
    }
}
