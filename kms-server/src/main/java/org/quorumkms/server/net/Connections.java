package org.quorumkms.server.net;

import java.io.IOException;
import java.net.Socket;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.quorumkms.jose.EcJwk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of a server, bounded in number and in time, per caller and in all. A stranger who opens many pushes out
 * other silent ones, never one whose call is under way; so a good caller gets in, however many are half open.
 */
final class Connections {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final long LOOK_MILLIS = 500;

    private final ConnectionLimits limits;
    private final Predicate<EcJwk> named;
    private final Semaphore large;
    private final Set<Connection> open = new LinkedHashSet<>();
    private boolean watching;

    /** Takes the bounds, and what looks up whether a revision of any Domain names a key. */
    Connections(ConnectionLimits limits, Predicate<EcJwk> named) {
        this.named = named;
        this.limits = limits;
        this.large = new Semaphore(limits.largeMessages());
    }

    /** Takes in a connection that was accepted, in another's place if there are too many; empty: there is no place. */
    synchronized Optional<Connection> admit(Socket raw) {
        watch();
        long shaking = open.stream().filter(Connection::isShaking).count();
        if (shaking >= limits.handshakes()) {
            oldestShaking().ifPresent(oldest -> close(oldest, "for a newer handshake"));
        }
        if (open.size() >= limits.all()) {
            oldestShaking().or(this::longestSilent).ifPresent(silent -> close(silent, "for a newer connection"));
        }
        if (open.size() >= limits.all()) {
            LOG.warn("{} connections with calls under way; a further one is refused", open.size());
            return Optional.empty();
        }
        Connection connection = new Connection(raw, this, large);
        open.add(connection);
        return Optional.of(connection);
    }

    private Optional<Connection> oldestShaking() {
        return open.stream().filter(Connection::isShaking).max(Comparator.comparingLong(Connection::phaseNanos));
    }

    private Optional<Connection> longestSilent() {
        return open.stream().filter(Connection::isSilent).max(Comparator.comparingLong(Connection::phaseNanos));
    }

    /** Notes whose a connection is, now that its handshake is done. */
    synchronized void identify(Connection connection, EcJwk caller) throws IOException {
        long own = open.stream().filter(one -> one.isOf(caller.thumbprint())).count();
        if (own >= limits.perCaller()) {
            close(connection, "since its key has enough");
            throw new IOException("this key has " + own + " connections, the most that one may have");
        }
        connection.ofCaller(caller);
    }

    /** Looks up whether a caller is one that the system knows. */
    boolean isNamed(EcJwk caller) {
        return named.test(caller);
    }

    synchronized void forget(Connection connection) {
        open.remove(connection);
    }

    synchronized int count() {
        return open.size();
    }

    private void close(Connection connection, String why) {
        LOG.debug("a connection is closed {}", why);
        open.remove(connection);
        connection.cut();
    }

    /** One thread looks at the clock for all; it ends with the last connection. */
    private void watch() {
        if (!watching) {
            watching = true;
            Thread thread = new Thread(this::look, "connections");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void look() {
        boolean more = true;
        while (more) {
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            more = closeOverdue() && !Thread.currentThread().isInterrupted();
        }
    }

    private synchronized boolean closeOverdue() {
        open.stream()
                .filter(one -> one.isOverdue(limits))
                .toList()
                .forEach(overdue -> close(overdue, "since it took too long"));
        watching = !open.isEmpty();
        return watching;
    }
}
