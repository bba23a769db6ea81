package org.quorumkms.net;

import java.io.IOException;
import java.io.ObjectStreamException;
import java.io.Serial;
import java.io.Serializable;
import java.net.Socket;
import java.rmi.server.RMIClientSocketFactory;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The client's end, as it stands in stubs: it carries nothing. When a stub comes in, the factory in it becomes the one
 * of the {@link Dialer} that is looking it up, in that thread, and connects to the address that the dialer was given,
 * whatever address the stub names.
 */
public final class TlsClientSocketFactory implements RMIClientSocketFactory, Serializable {

    @Serial
    private static final long serialVersionUID = 1;

    private static final ThreadLocal<@Nullable TlsClientSocketFactory> LOOKING_UP = new ThreadLocal<>();

    private final transient @Nullable Dialer dialer;
    private final transient @Nullable Address address;

    /** Makes the factory that a server puts into its stubs. */
    public TlsClientSocketFactory() {
        this.dialer = null;
        this.address = null;
    }

    TlsClientSocketFactory(Dialer dialer, Address address) {
        this.dialer = dialer;
        this.address = address;
    }

    /** A remote look-up. */
    interface Lookup<T> {
        T run() throws IOException, java.rmi.NotBoundException;
    }

    /** Runs a look-up whose stubs shall connect through this factory. */
    <T> T during(Lookup<T> lookup) throws IOException, java.rmi.NotBoundException {
        LOOKING_UP.set(this);
        try {
            return lookup.run();
        } finally {
            LOOKING_UP.remove();
        }
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        if (dialer == null || address == null) {
            throw new IOException("this stub was not looked up by a dialer");
        }
        return dialer.connect(address);
    }

    @Serial
    private Object readResolve() throws ObjectStreamException {
        TlsClientSocketFactory bound = LOOKING_UP.get();
        return bound == null ? this : bound;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TlsClientSocketFactory that
                && dialer == that.dialer
                && Objects.equals(address, that.address);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(address);
    }
}
