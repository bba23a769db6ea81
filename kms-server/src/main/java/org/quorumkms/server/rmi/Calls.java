package org.quorumkms.server.rmi;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UnreachableException;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.net.Callers;
import org.quorumkms.remote.RequestId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out calls: finds out who calls, lets nothing but our exceptions out, and lets a stop wait for the last one. */
final class Calls {

    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

    private final SecureRandom random;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private int underWay;
    private boolean stopping;

    Calls(SecureRandom random) {
        this.random = random;
    }

    <T> T carryOut(Function<EcJwk, T> work) {
        begin();
        try {
            return work.apply(Callers.current());
        } catch (KmsException e) {
            throw e;
        } catch (RuntimeException e) {
            String reference = RequestId.random(random).value().substring(0, 8);
            LOG.error("a call failed; reference {}", reference, e);
            throw new RefusedException("The server failed in a way that it should not. Tell its operator the reference "
                    + reference + ".");
        } finally {
            end();
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

    private void begin() {
        lock.lock();
        try {
            if (stopping) {
                throw new UnreachableException("The server is stopping. Try again when it is back.");
            }
            underWay++;
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            underWay--;
            idle.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
