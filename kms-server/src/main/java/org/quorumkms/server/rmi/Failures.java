package org.quorumkms.server.rmi;

import java.util.function.LongSupplier;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Thumbprint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what somebody should look at: calls that failed in a way that they should not, with their traces, and calls that showed
 * something that does not verify; of each {@link #MOST} a minute, of the rest a number.
 */
final class Failures {

    static final int MOST = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private final PerMinute failed;
    private final PerMinute refused;

    Failures(LongSupplier nanos) {
        this.failed =
                new PerMinute(nanos, MOST, more -> LOG.error("{} further calls failed in the minute before", more));
        this.refused = new PerMinute(
                nanos,
                MOST,
                more -> LOG.warn("{} further calls in the minute before showed what does not verify", more));
    }

    void log(String reference, RuntimeException failure) {
        if (failed.next()) {
            LOG.error("a call failed; reference {}", reference, failure);
        }
    }

    /** Notes that a caller showed, or was shown by the store, what does not verify. */
    void log(Thumbprint caller, VerificationException refusal) {
        if (refused.next()) {
            LOG.warn("a call of key {} was refused: {}", caller, refusal.getMessage());
        }
    }
}
