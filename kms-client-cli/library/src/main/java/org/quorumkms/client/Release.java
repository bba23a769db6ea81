package org.quorumkms.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.quorumkms.errors.NotReleasedException;
import org.quorumkms.order.Order;
import org.quorumkms.signed.Thumbprint;

/** What the operators of a Domain were asked to release (O4). Safe for use by many threads. */
public final class Release {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final ClientSession session;
    private final ClientSession.Requested requested;
    private final Thumbprint sealed;

    Release(ClientSession session, ClientSession.Requested requested, Thumbprint sealed) {
        this.session = session;
        this.requested = requested;
        this.sealed = sealed;
    }

    /** Returns the id of the order, which operators approve: {@code kms-operator order approve ID}. */
    public String order() {
        return requested.order().body().id().value();
    }

    /** Returns until when it may be opened, once it was approved. */
    public Instant expires() {
        return requested.order().body().expires();
    }

    /** Returns how many approvals it needs. */
    public int threshold() {
        return requested.trust().quorum();
    }

    /**
     * Returns how many operators have approved it: valid signatures by operators of the Trust that the request was made under.
     *
     * @throws NotReleasedException if it has ended: it was rejected or withdrawn, or it expired, or its Domain changed
     */
    public int approvals() {
        Optional<Order> now = session.pending(requested.order(), sealed);
        return now.orElseThrow(() -> new NotReleasedException("O4: order " + order()
                        + " has ended without a release: it was rejected, withdrawn, or expired, or its Domain"
                        + " changed. Ask again."))
                .approvalsUnder(requested.trust())
                .signed()
                .size();
    }

    /**
     * Waits until enough operators have approved it, asking every 0.2 to 10 seconds.
     *
     * @param most how long to wait
     * @return whether it can be opened now; not, if the time passed
     * @throws NotReleasedException if it has ended
     * @throws InterruptedException if this thread is interrupted while it waits
     */
    public boolean await(Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        Duration pause = FIRST_PAUSE;
        while (approvals() < threshold()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.sleep(Math.min(left, pause.toNanos()));
            Duration longer = pause.multipliedBy(2);
            pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
        }
        return true;
    }
}
