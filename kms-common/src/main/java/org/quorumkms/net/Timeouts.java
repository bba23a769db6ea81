package org.quorumkms.net;

import java.time.Duration;

/**
 * How long a caller waits.
 *
 * @param connect for a connection, to each address of a server; 1 ms to 1 hour
 * @param answer for each answer, 1 ms to 1 hour; RMI notices a silent server after twice this time
 * @param patience for how long a call is tried again after a server had it, or was busy; zero: never
 */
public record Timeouts(Duration connect, Duration answer, Duration patience) {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LONGEST = Duration.ofHours(1);

    /** What the programs use: 5 seconds, 20, and 20. */
    public static final Timeouts USUAL = new Timeouts(CONNECT, ANSWER, PATIENCE);

    /** Checks the lengths. */
    public Timeouts {
        requireLength(connect);
        requireLength(answer);
        if (patience.isNegative() || patience.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a call should be tried again for 0 to 1 hour, not " + patience);
        }
    }

    private static void requireLength(Duration time) {
        if (time.toMillis() < 1 || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a time-out should be of 1 ms to 1 hour, not " + time);
        }
    }
}
