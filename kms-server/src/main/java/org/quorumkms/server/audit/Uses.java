package org.quorumkms.server.audit;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /** In how many parts the uses are counted, so that callers at the same time seldom meet at one. */
    private static final int STRIPES = 64;

    private final Thumbprint server;
    private final List<Map<AuditEvent, Integer>> waiting =
            Stream.generate(HashMap<AuditEvent, Integer>::new).limit(STRIPES).collect(Collectors.toUnmodifiableList());
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicLong oldestNanos = new AtomicLong();

    Uses(Thumbprint server) {
        this.server = server;
    }

    void add(AuditEvent event) {
        if (oldestNanos.get() == 0) {
            oldestNanos.compareAndSet(0, Math.max(1, System.nanoTime()));
        }
        Map<AuditEvent, Integer> stripe = stripe();
        synchronized (stripe) {
            stripe.merge(bounded(event, stripe), 1, Integer::sum);
        }
    }

    private Map<AuditEvent, Integer> stripe() {
        return waiting.get((int) (Thread.currentThread().getId() % STRIPES));
    }

    private AuditEvent bounded(AuditEvent event, Map<AuditEvent, Integer> stripe) {
        if (event.result() == AuditResult.DONE || stripe.containsKey(event)) {
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
        for (Map<AuditEvent, Integer> stripe : waiting) {
            synchronized (stripe) {
                stripe.forEach((event, count) -> taken.merge(event, count, Integer::sum));
                stripe.clear();
            }
        }
        return taken;
    }

    /** Gives back what could not be written. */
    void giveBack(Map<AuditEvent, Integer> taken, long since) {
        Map<AuditEvent, Integer> stripe = stripe();
        synchronized (stripe) {
            taken.forEach((event, count) -> stripe.merge(event, count, Integer::sum));
        }
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
