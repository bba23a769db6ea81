package org.quorumkms.server.rmi;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.TryAgainException;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.net.Callers;
import org.quorumkms.remote.RequestId;
import org.quorumkms.signed.Thumbprint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out calls: finds out who calls, refuses what is too much at a time, lets nothing but our exceptions out, and
 * lets a stop wait for the last one.
 */
final class Calls {

    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

    private final SecureRandom random;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final Limits limits;
    private final Map<Thumbprint, Integer> underWayOf = new HashMap<>();
    private int underWay;
    private boolean stopping;

    Calls(Limits limits, SecureRandom random) {
        this.limits = limits;
        this.random = random;
    }

    <T> T carryOut(Function<EcJwk, T> work) {
        EcJwk caller = Callers.current();
        begin(caller.thumbprint());
        try {
            return work.apply(caller);
        } catch (KmsException e) {
            throw e;
        } catch (RuntimeException e) {
            String reference = RequestId.random(random).value().substring(0, 8);
            LOG.error("a call failed; reference {}", reference, e);
            throw new RefusedException("The server failed in a way that it should not. Tell its operator the reference "
                    + reference + ".");
        } finally {
            end(caller.thumbprint());
        }
    }

    /** Refuses further calls and waits for those under way; returns whether all of them ended in time. */
    boolean stop(Duration patience) throws InterruptedException {
        long nanos = patience.toNanos();
        lock.lock();
        try {
            stopping = true;
            while (underWay > 0 && nanos > 0) {
                nanos = idle.awaitNanos(nanos);
            }
            LOG.debug("stopped with {} calls under way, {} ms left", underWay, TimeUnit.NANOSECONDS.toMillis(nanos));
            return underWay == 0;
        } finally {
            lock.unlock();
        }
    }

    private void begin(Thumbprint caller) {
        lock.lock();
        try {
            if (stopping) {
                throw new TryAgainException("The server is stopping. Try again when it is back.");
            }
            if (underWay >= limits.calls()) {
                throw new TryAgainException(
                        "The server is busy with " + underWay + " calls, the most it takes. Try again in a moment.");
            }
            int own = underWayOf.getOrDefault(caller, 0);
            if (own >= limits.callsPerCaller()) {
                throw new TryAgainException("The server is busy with " + own
                        + " calls of this key, the most it takes of one. Try again when they are done.");
            }
            underWayOf.put(caller, own + 1);
            underWay++;
        } finally {
            lock.unlock();
        }
    }

    private void end(Thumbprint caller) {
        lock.lock();
        try {
            underWay--;
            underWayOf.computeIfPresent(caller, (key, count) -> count > 1 ? count - 1 : null);
            idle.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
