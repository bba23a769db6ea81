package org.quorumkms.server.rmi;

import org.quorumkms.errors.UsageException;

/**
 * How much a server takes on at a time. Whoever comes when it is reached is told to try again, at once.
 *
 * @param calls the most calls under way
 * @param callsPerCaller the most calls under way of one key
 */
public record Limits(int calls, int callsPerCaller) {

    /** What a server of a few cores carries without making anybody wait long. */
    public static final Limits DEFAULT = new Limits(128, 32);

    /** Checks the numbers. */
    public Limits {
        if (calls < 1 || callsPerCaller < 1) {
            throw new UsageException("A limit of calls is at least 1.");
        }
    }
}
