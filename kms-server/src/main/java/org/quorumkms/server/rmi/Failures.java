package org.quorumkms.server.rmi;

import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs calls that failed in a way that they should not: {@link #MOST} a minute with their traces, the rest as a number. */
final class Failures {

    static final int MOST = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    private static final long MINUTE = 60_000_000_000L;

    private final LongSupplier nanos;
    private long since;
    private int logged;
    private long counted;

    Failures(LongSupplier nanos) {
        this.nanos = nanos;
        this.since = nanos.getAsLong();
    }

    synchronized void log(String reference, RuntimeException failure) {
        long now = nanos.getAsLong();
        if (now - since >= MINUTE) {
            if (counted > 0) {
                LOG.error("{} further calls failed in the minute before", counted);
            }
            since = now;
            logged = 0;
            counted = 0;
        }
        if (logged < MOST) {
            logged++;
            LOG.error("a call failed; reference {}", reference, failure);
        } else {
            counted++;
        }
    }
}
