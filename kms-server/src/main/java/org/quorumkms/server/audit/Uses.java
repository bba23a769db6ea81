package org.quorumkms.server.audit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.quorumkms.audit.AuditEvent;
import org.quorumkms.audit.AuditResult;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.signed.Thumbprint;

/**
 * The uses that are not written down yet, equal ones counted together. What callers without a right are refused is
 * bounded: whoever can connect could otherwise fill the disk with it.
 */
final class Uses {

    /** How many different refused uses of one batch are told apart; further ones are counted as the server's own. */
    static final int MOST_REFUSED = 10;

    private final Thumbprint server;
    private final ConcurrentHashMap<AuditEvent, Integer> waiting = new ConcurrentHashMap<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicLong oldestNanos = new AtomicLong();

    Uses(Thumbprint server) {
        this.server = server;
    }

    void add(AuditEvent event) {
        oldestNanos.compareAndSet(0, Math.max(1, System.nanoTime()));
        waiting.merge(bounded(event), 1, Integer::sum);
    }

    private AuditEvent bounded(AuditEvent event) {
        if (event.result() == AuditResult.DONE || waiting.containsKey(event)) {
            return event;
        }
        return refused.incrementAndGet() <= MOST_REFUSED
                ? event
                : new AuditEvent(server, event.action(), AuditSubject.NONE, event.result());
    }

    /** Takes out what is waiting. */
    Map<AuditEvent, Integer> take() {
        refused.set(0);
        oldestNanos.set(0);
        Map<AuditEvent, Integer> taken = new LinkedHashMap<>();
        for (AuditEvent event : waiting.keySet()) {
            Optional.ofNullable(waiting.remove(event)).ifPresent(count -> taken.put(event, count));
        }
        return taken;
    }

    /** Gives back what could not be written. */
    void giveBack(Map<AuditEvent, Integer> taken, long since) {
        taken.forEach((event, count) -> waiting.merge(event, count, Integer::sum));
        if (!taken.isEmpty()) {
            oldestNanos.set(since);
        }
    }

    /** Returns the time ({@link System#nanoTime}) of the oldest one; 0 if there is none. */
    long oldest() {
        return oldestNanos.get();
    }

    /** Returns for how long the oldest one has been waiting. */
    Duration waiting() {
        long oldest = oldestNanos.get();
        return oldest == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - oldest);
    }
}
