package org.quorumkms.server.net;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.signed.Thumbprint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection's state: what it is doing and since when, whose it is, and how much of a call came in. */
final class Connection {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** What it is doing. */
    private enum Phase {
        SHAKING,
        IDLE,
        READING,
        WORKING,
        WRITING
    }

    private final Socket raw;
    private final Connections all;
    private final Semaphore large;
    private volatile Phase phase = Phase.SHAKING;
    private volatile long since = System.nanoTime();
    private volatile @Nullable EcJwk caller;
    private long received;
    private boolean isNamed;
    private boolean mayBeLarge;
    private boolean holdsLarge;

    Connection(Socket raw, Connections all, Semaphore large) {
        this.raw = raw;
        this.all = all;
        this.large = large;
    }

    Connections all() {
        return all;
    }

    void ofCaller(EcJwk whose) {
        caller = whose;
        enter(Phase.IDLE);
    }

    boolean isOf(Thumbprint whose) {
        EcJwk known = caller;
        return known != null && whose.equals(known.thumbprint());
    }

    boolean isShaking() {
        return phase == Phase.SHAKING;
    }

    /** Between two calls, or with a call that has not come in whole. */
    boolean isSilent() {
        return phase == Phase.IDLE || phase == Phase.READING;
    }

    long phaseNanos() {
        return System.nanoTime() - since;
    }

    boolean isOverdue(ConnectionLimits limits) {
        return switch (phase) {
            case SHAKING -> phaseNanos() > limits.handshake().toNanos();
            case IDLE -> phaseNanos() > limits.idle().toNanos();
            case READING, WRITING -> phaseNanos() > limits.message().toNanos();
            case WORKING -> false;
        };
    }

    /** Before a read: if a call has begun to come in, the time for it goes on from its first byte. */
    synchronized void reads() {
        if (phase == Phase.WORKING) {
            phase = Phase.READING;
        }
    }

    /** After a read: counts what came in of this call, and refuses more than a call may have. */
    synchronized void read(int bytes) throws IOException {
        if (bytes <= 0) {
            return;
        }
        if (received == 0) {
            since = System.nanoTime();
        }
        phase = Phase.WORKING;
        received += bytes;
        if (received > ConnectionLimits.STRANGER && !isNamed) {
            requireNamed();
        }
        if (received > ConnectionLimits.SMALL && !holdsLarge) {
            requirePlace();
        }
        requireAtMost(ConnectionLimits.LARGEST);
    }

    /** Looked up once for a connection, and only where somebody sends more than a claim has. */
    private void requireNamed() throws IOException {
        EcJwk known = caller;
        isNamed = known != null && all.isNamed(known);
        if (!isNamed) {
            requireAtMost(ConnectionLimits.STRANGER);
        }
    }

    private void requirePlace() throws IOException {
        if (!mayBeLarge) {
            requireAtMost(ConnectionLimits.SMALL);
        }
        holdsLarge = large.tryAcquire();
        if (!holdsLarge) {
            throw new IOException("too many large calls come in at a time");
        }
    }

    private void requireAtMost(int bytes) throws IOException {
        if (received > bytes) {
            throw new IOException("a call has more than " + bytes + " bytes");
        }
    }

    /** Lets the call that comes in be large, if it may: asked once for a call. */
    synchronized boolean mayBeLarge(BooleanSupplier may) {
        mayBeLarge = mayBeLarge || may.getAsBoolean();
        return mayBeLarge;
    }

    /** Before a write: the call has come in. */
    void writes() {
        enter(Phase.WRITING);
    }

    /** After a write. */
    synchronized void wrote() {
        received = 0;
        mayBeLarge = false;
        giveBack();
        enter(Phase.IDLE);
    }

    private void enter(Phase next) {
        since = System.nanoTime();
        phase = next;
    }

    private void giveBack() {
        if (holdsLarge) {
            holdsLarge = false;
            large.release();
        }
    }

    void closed() {
        synchronized (this) {
            giveBack();
        }
        all.forget(this);
    }

    /** Ends it from outside: a TLS socket would wait for its peer. */
    void cut() {
        try {
            raw.close();
        } catch (IOException e) {
            LOG.debug("closing a connection", e);
        }
    }
}
