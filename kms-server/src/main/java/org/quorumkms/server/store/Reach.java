package org.quorumkms.server.store;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that the store is lost, and once that it is back. */
final class Reach {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcStore.class);
    private static final long REACHED = 0;

    private final AtomicLong lostSince = new AtomicLong(REACHED);

    void lost(Throwable why) {
        // 0 is no time of a process: one nanosecond more is as good.
        if (lostSince.compareAndSet(REACHED, System.nanoTime() | 1)) {
            LOG.error("the store cannot be reached: {}", why.getMessage());
        }
    }

    void reached() {
        long since = lostSince.get();
        if (since != REACHED && lostSince.compareAndSet(since, REACHED)) {
            LOG.warn(
                    "the store is back after {} seconds",
                    Duration.ofNanos(System.nanoTime() - since).toSeconds());
        }
    }
}
