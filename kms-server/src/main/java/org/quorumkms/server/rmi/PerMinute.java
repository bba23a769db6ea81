package org.quorumkms.server.rmi;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Bounds what is logged: so many lines a minute, and of the rest a number at the next one. */
final class PerMinute {

    private static final long MINUTE = 60_000_000_000L;

    private final LongSupplier nanos;
    private final int most;
    private final LongConsumer further;
    private long since;
    private int logged;
    private long counted;

    /** Takes the clock, how many lines a minute may have, and what is told how many more the minute before had. */
    PerMinute(LongSupplier nanos, int most, LongConsumer further) {
        this.nanos = nanos;
        this.most = most;
        this.further = further;
        this.since = nanos.getAsLong();
    }

    /** Returns whether a line may be logged now, and counts it. */
    synchronized boolean next() {
        long now = nanos.getAsLong();
        if (now - since >= MINUTE) {
            if (counted > 0) {
                further.accept(counted);
            }
            since = now;
            logged = 0;
            counted = 0;
        }
        if (logged < most) {
            logged++;
            return true;
        }
        counted++;
        return false;
    }
}
