package org.quorumkms.server.rmi;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.quorumkms.signed.Thumbprint;

/**
 * How many calls of each caller are under way. Callers that are back at none stay known, so that a call takes no lock;
 * where they are many, those without a call are forgotten.
 */
final class CallCounts {

    /** More callers than this are known only while each has a call under way. */
    private static final int MOST_IDLE = 1_000;

    /** What a count becomes when it is forgotten: no number of calls reaches it from below 0. */
    private static final int FORGOTTEN = Integer.MIN_VALUE / 2;

    private final ConcurrentHashMap<Thumbprint, AtomicInteger> counts = new ConcurrentHashMap<>();

    /** One caller's calls. */
    static final class Count {

        private final AtomicInteger calls;
        private final int atBegin;

        private Count(AtomicInteger calls, int atBegin) {
            this.calls = calls;
            this.atBegin = atBegin;
        }

        /** Returns how many calls of the caller were under way when this one began, with this one. */
        int atBegin() {
            return atBegin;
        }

        /** Ends the call. */
        void end() {
            calls.decrementAndGet();
        }
    }

    /** Begins a call. */
    Count begin(Thumbprint caller) {
        while (true) {
            AtomicInteger calls = counts.get(caller);
            if (calls == null) {
                forgetIdle();
                calls = counts.computeIfAbsent(caller, unseen -> new AtomicInteger());
            }
            int now = calls.incrementAndGet();
            if (now > 0) {
                return new Count(calls, now);
            }
            // It was forgotten between the two; the next look finds none, or a new one.
            counts.remove(caller, calls);
        }
    }

    private void forgetIdle() {
        if (counts.mappingCount() < MOST_IDLE) {
            return;
        }
        counts.forEach((caller, calls) -> {
            if (calls.compareAndSet(0, FORGOTTEN)) {
                counts.remove(caller, calls);
            }
        });
    }

    /** Returns how many callers are known. */
    long known() {
        return counts.mappingCount();
    }
}
