package org.quorumkms.server.rmi;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.TryAgainException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.remote.RequestId;
import org.quorumkms.server.manager.Request;
import org.quorumkms.server.net.Callers;
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
    private final Object idle = new Object();
    private final Limits limits;
    private final Failures failures = new Failures(System::nanoTime);
    private final CallCounts underWayOf = new CallCounts();
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean stopping;

    Calls(Limits limits, SecureRandom random) {
        this.limits = limits;
        this.random = random;
    }

    <T> T carryOut(Function<EcJwk, T> work) {
        EcJwk caller = Callers.current();
        CallCounts.Count own = begin(caller.thumbprint());
        try {
            return work.apply(caller);
        } catch (VerificationException e) {
            failures.log(caller.thumbprint(), e);
            throw e;
        } catch (KmsException e) {
            throw e;
        } catch (RuntimeException e) {
            String reference = RequestId.random(random).value().substring(0, 8);
            failures.log(reference, e);
            throw new RefusedException("The server failed in a way that it should not. Tell its operator the reference "
                    + reference + ".");
        } finally {
            end(own);
        }
    }

    <T> T change(RequestId id, Function<Request, T> work) {
        return carryOut(caller -> work.apply(new Request(caller, id)));
    }

    /** Returns how many calls are under way. */
    int underWay() {
        return underWay.get();
    }

    /** Refuses further calls and waits for those under way; returns whether all of them ended in time. */
    boolean stop(Duration patience) throws InterruptedException {
        stopping = true;
        long end = System.nanoTime() + patience.toNanos();
        synchronized (idle) {
            long left = end - System.nanoTime();
            while (underWay.get() > 0 && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(idle, left);
                left = end - System.nanoTime();
            }
            LOG.debug("stopped with {} calls under way, {} ms left", underWay, TimeUnit.NANOSECONDS.toMillis(left));
            return underWay.get() == 0;
        }
    }

    /** Counts a call, before it looks whether it may go on: so whoever stops sees it, or it sees that all stops. */
    private CallCounts.Count begin(Thumbprint caller) {
        int all = underWay.incrementAndGet();
        CallCounts.Count own = underWayOf.begin(caller);
        String refusal = refusal(all, own.atBegin());
        if (refusal != null) {
            end(own);
            throw new TryAgainException(refusal);
        }
        return own;
    }

    private @Nullable String refusal(int all, int own) {
        if (stopping) {
            return "The server is stopping. Try again when it is back.";
        }
        if (all > limits.calls()) {
            return "The server is busy with " + (all - 1) + " calls, the most it takes. Try again in a moment.";
        }
        if (own > limits.callsPerCaller()) {
            return "The server is busy with " + (own - 1)
                    + " calls of this key, the most it takes of one. Try again when they are done.";
        }
        return null;
    }

    private void end(CallCounts.Count own) {
        own.end();
        if (underWay.decrementAndGet() == 0 && stopping) {
            synchronized (idle) {
                idle.notifyAll();
            }
        }
    }
}
