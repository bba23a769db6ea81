package org.quorumkms.server.rmi;

import org.quorumkms.errors.UsageException;
import org.quorumkms.server.net.ConnectionLimits;

/**
 * How much a server takes on at a time. Whoever comes when it is reached is told to try again, at once.
 *
 * @param calls the most calls under way
 * @param callsPerCaller the most calls under way of one key
 * @param connections what it bears of connections
 */
public record Limits(int calls, int callsPerCaller, ConnectionLimits connections) {

    /** What a server of a few cores carries without making anybody wait long. */
    public static final Limits DEFAULT = of(128, 32);

    /** Takes numbers of calls, and the usual ones of connections. */
    public static Limits of(int calls, int callsPerCaller) {
        return new Limits(calls, callsPerCaller, ConnectionLimits.DEFAULT);
    }

    /** Checks the numbers. */
    public Limits {
        if (calls < 1 || callsPerCaller < 1) {
            throw new UsageException("A limit of calls is at least 1.");
        }
    }
}
