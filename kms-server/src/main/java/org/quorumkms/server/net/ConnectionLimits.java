package org.quorumkms.server.net;

import java.time.Duration;

/**
 * What a server bears of connections, whoever makes them.
 *
 * @param all the most at a time; one more takes the place of the one that is idle for longest
 * @param handshakes the most whose handshake is not done; one more takes the place of the oldest
 * @param perCaller the most of one key
 * @param handshake how long a handshake may take
 * @param idle how long nothing may be said between two calls
 * @param message how long a call may take to come in, and an answer to be taken
 * @param largeMessages how many calls of more than {@link #SMALL} bytes may come in at a time
 */
public record ConnectionLimits(
        int all,
        int handshakes,
        int perCaller,
        Duration handshake,
        Duration idle,
        Duration message,
        int largeMessages) {

    /** Bytes of a call of a key that no revision names: more than any claim has. */
    public static final int STRANGER = 16 * 1024;

    /** Bytes of a call of a key that one names: more than any has, but the import of a Domain with its line. */
    public static final int SMALL = 192 * 1024;

    /** Bytes of the largest call: an exported Domain of 16 MiB, and what stands around it. */
    public static final int LARGEST = 17 * 1024 * 1024;

    /** What a server of a few cores and some hundred megabytes bears. */
    public static final ConnectionLimits DEFAULT = new ConnectionLimits(
            512, 128, 64, Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(60), 4);
}
