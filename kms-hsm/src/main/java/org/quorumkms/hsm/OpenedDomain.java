package org.quorumkms.hsm;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.quorumkms.domain.VerifiedDomain;

/**
 * A Domain that this HSM verified (D2) and opened. Its keys may be dropped by the cache at any time: nobody gets them from
 * then on, and whoever is the last to use them wipes them. Nobody waits for another.
 */
final class OpenedDomain implements AutoCloseable {

    /** Beside the number of uses under way: the keys were dropped. */
    private static final int DROPPED = 1 << 30;

    private final VerifiedDomain domain;
    private final KeyRing ring;
    private final AtomicInteger uses = new AtomicInteger();

    OpenedDomain(VerifiedDomain domain, KeyRing ring) {
        this.domain = domain;
        this.ring = ring;
    }

    VerifiedDomain domain() {
        return domain;
    }

    /** Uses the keys; empty if they were dropped. */
    <T> Optional<T> use(Function<KeyRing, T> work) {
        if (!begin()) {
            return Optional.empty();
        }
        try {
            return Optional.of(work.apply(ring));
        } finally {
            if (uses.decrementAndGet() == DROPPED) {
                ring.close();
            }
        }
    }

    private boolean begin() {
        int now = uses.get();
        while (now < DROPPED) {
            if (uses.compareAndSet(now, now + 1)) {
                return true;
            }
            now = uses.get();
        }
        return false;
    }

    @Override
    public void close() {
        if (uses.getAndUpdate(now -> now | DROPPED) == 0) {
            ring.close();
        }
    }
}
