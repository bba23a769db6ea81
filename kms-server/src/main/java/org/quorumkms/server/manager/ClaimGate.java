package org.quorumkms.server.manager;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.quorumkms.errors.ClosedException;
import org.quorumkms.errors.MovedException;
import org.quorumkms.errors.TryAgainException;
import org.quorumkms.signed.Thumbprint;

/**
 * What stands before the one thing that strangers reach. Only so many claims are under way, a key that failed often has
 * to wait, and every refusal is given at the same time after it was asked for ({@link #PACE}, or a multiple of it where
 * the server is slow): it does not tell whether an invitation is unknown, used or expired.
 */
final class ClaimGate {

    /** When a refusal is given: longer than anything that is looked at for one takes. */
    static final Duration PACE = Duration.ofMillis(250);

    /** How many refused claims a key has, before it waits. */
    static final int FAILURES = 10;

    /** How long one of them counts. */
    static final Duration FORGIVEN = Duration.ofSeconds(6);

    private static final int MOST_AT_A_TIME = 16;
    private static final int MOST_KEYS = 10_000;

    private final Semaphore places = new Semaphore(MOST_AT_A_TIME);
    private final LongSupplier nanos;

    /** For each key that failed, when its failures will be forgiven; the one that failed longest ago goes first. */
    private final Map<Thumbprint, Long> debts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Thumbprint, Long> eldest) {
            return size() > MOST_KEYS;
        }
    };

    ClaimGate(LongSupplier nanos) {
        this.nanos = nanos;
    }

    <T> T pass(Thumbprint caller, Supplier<T> claim) {
        long start = nanos.getAsLong();
        requirePatience(caller, start);
        if (!places.tryAcquire()) {
            throw new TryAgainException("The server is busy with claims. Try again in a moment.");
        }
        try {
            return claim.get();
        } catch (TryAgainException | MovedException | ClosedException e) {
            throw e;
        } catch (RuntimeException e) {
            charge(caller, start);
            hold(start);
            throw e;
        } finally {
            places.release();
        }
    }

    private synchronized void requirePatience(Thumbprint caller, long now) {
        Long until = debts.get(caller);
        if (until != null && until - now > FORGIVEN.toNanos() * (FAILURES - 1)) {
            throw new TryAgainException("Too many claims of this key were refused. Try again in some seconds.");
        }
    }

    private synchronized void charge(Thumbprint caller, long now) {
        Long until = debts.get(caller);
        long from = until == null || until - now < 0 ? now : until;
        debts.put(caller, from + FORGIVEN.toNanos());
    }

    private void hold(long start) {
        long spent = nanos.getAsLong() - start;
        long pace = PACE.toNanos();
        long wait = pace - spent % pace;
        try {
            TimeUnit.NANOSECONDS.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
