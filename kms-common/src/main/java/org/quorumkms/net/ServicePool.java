package org.quorumkms.net;

import java.io.IOException;
import java.rmi.ConnectException;
import java.rmi.ConnectIOException;
import java.rmi.NoSuchObjectException;
import java.rmi.Remote;
import java.rmi.RemoteException;
import java.rmi.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.ElsewhereException;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.TryAgainException;

/**
 * One service of all servers of a system. A call goes to the server that answered last, and to the next one when that is
 * down, busy, not accepted, or holds no HSM that could carry it out.
 *
 * <p>A call whose connection breaks is made again, elsewhere or at the same server when it is back, for at most
 * {@link Timeouts#patience}; so whoever changes something gives it a request id, once, outside the call.
 *
 * @param <S> the service
 */
public final class ServicePool<S extends Remote> {

    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    private final Dialer dialer;
    private final List<Address> addresses;
    private final Class<S> type;
    private final String name;
    private final Map<Address, S> stubs = new HashMap<>();
    private int preferred;
    private boolean moved;

    /** A call of the service. */
    public interface Call<S, T> {
        /** Makes the call. */
        T make(S service) throws RemoteException;
    }

    /** Takes the dialer, the addresses in the order of preference, and the service with its name in the registries. */
    public ServicePool(Dialer dialer, List<Address> addresses, Class<S> type, String name) {
        this.dialer = dialer;
        this.addresses = List.copyOf(addresses);
        this.type = type;
        this.name = name;
    }

    /**
     * Makes a call.
     *
     * @throws KmsException what the server said; or that no server could be reached, or none that is accepted
     */
    public <T> T call(Call<S, T> call) {
        return new Attempt<>(call).run();
    }

    /**
     * Makes a call of another service, first at the server that answered last. For what is rare: its stub is not kept.
     *
     * @throws KmsException as {@link #call} does
     */
    public <O extends Remote, T> T callBeside(Class<O> other, String otherName, Call<O, T> call) {
        List<Address> order = new ArrayList<>(addresses);
        Collections.rotate(order, -preferred());
        return new ServicePool<>(dialer, order, other, otherName).call(call);
    }

    /** Returns where the server is that answered last, or the one that is called first. */
    public Address answering() {
        return addresses.get(preferred());
    }

    /** Returns whether a call had to go to another server since this was asked last. */
    public synchronized boolean hasMoved() {
        boolean since = moved;
        moved = false;
        return since;
    }

    private synchronized int preferred() {
        return preferred;
    }

    private synchronized void prefer(int index) {
        if (index != preferred) {
            preferred = index;
            moved = true;
        }
    }

    private synchronized void drop(Address address) {
        stubs.remove(address);
    }

    private synchronized @Nullable S known(Address address) {
        return stubs.get(address);
    }

    private S lookedUp(Address address) throws IOException {
        S found = dialer.lookup(address, type, name);
        synchronized (this) {
            stubs.put(address, found);
        }
        return found;
    }

    /** One call, at one server after the other. */
    private final class Attempt<T> {

        private final Call<S, T> call;
        private @Nullable T result;
        private boolean again;
        private @Nullable KmsException said;
        private final Map<Address, IOException> broken = new LinkedHashMap<>();

        Attempt(Call<S, T> call) {
            this.call = call;
        }

        T run() {
            long end = System.nanoTime() + dialer.timeouts().patience().toNanos();
            long pause = FIRST_PAUSE_MILLIS;
            while (true) {
                int first = preferred();
                for (int i = 0; i < addresses.size(); i++) {
                    int index = (first + i) % addresses.size();
                    if (callAt(addresses.get(index))) {
                        prefer(index);
                        return java.util.Objects.requireNonNull(result);
                    }
                }
                if (!again || System.nanoTime() > end) {
                    throw failure();
                }
                pause(pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        }

        private boolean callAt(Address address) {
            S known = known(address);
            if (known != null) {
                try {
                    return made(known);
                } catch (NoSuchObjectException | ConnectException | ConnectIOException stale) {
                    // The server was started anew since.
                    drop(address);
                } catch (IOException e) {
                    drop(address);
                    noteFailure(address, e);
                    return false;
                }
            }
            try {
                return made(lookedUp(address));
            } catch (IOException e) {
                drop(address);
                noteFailure(address, e);
                return false;
            }
        }

        private boolean made(S service) throws IOException {
            try {
                result = CallFilters.call(() -> call.make(service));
                return true;
            } catch (TryAgainException e) {
                again = true;
                said = e;
                return false;
            } catch (ElsewhereException e) {
                if (!(said instanceof TryAgainException)) {
                    said = e;
                }
                return false;
            }
        }

        private void noteFailure(Address address, IOException e) {
            RemoteFailure.throwIfSaid(e);
            RemoteFailure.throwIfForeign(e);
            boolean neverSent = e instanceof ConnectException
                    || e instanceof ConnectIOException
                    || e instanceof UnknownHostException
                    || e instanceof NoSuchObjectException
                    || RemoteFailure.isNotAccepted(e);
            again = again || !neverSent;
            broken.put(address, e);
        }

        private KmsException failure() {
            return said != null ? said : RemoteFailure.of(broken);
        }

        private void pause(long millis) {
            try {
                TimeUnit.MILLISECONDS.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw failure();
            }
        }
    }
}
