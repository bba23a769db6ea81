package org.quorumkms.hsm;

import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.quorumkms.domain.VerifiedDomain;

/**
 * A Domain that this HSM verified (D2) and opened. Its keys may be dropped and wiped by the cache at any time, so each
 * use holds them while it lasts.
 */
final class OpenedDomain implements AutoCloseable {

    private final VerifiedDomain domain;
    private final KeyRing ring;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    OpenedDomain(VerifiedDomain domain, KeyRing ring) {
        this.domain = domain;
        this.ring = ring;
    }

    VerifiedDomain domain() {
        return domain;
    }

    /** Uses the keys; empty if they were wiped meanwhile. */
    <T> Optional<T> use(Function<KeyRing, T> work) {
        lock.readLock().lock();
        try {
            return closed ? Optional.empty() : Optional.of(work.apply(ring));
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            closed = true;
            ring.close();
        } finally {
            lock.writeLock().unlock();
        }
    }
}
