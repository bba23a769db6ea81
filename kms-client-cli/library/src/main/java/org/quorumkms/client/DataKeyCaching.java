package org.quorumkms.client;

import java.time.Duration;

/**
 * Keeps data keys in memory, for whoever seals or opens many small records: one call to a server for many of them, instead of one
 * for each. Off unless it is asked for. Modelled on the caching materials manager of the AWS Encryption SDK.
 *
 * <pre>{@code
 * KmsOptions options = KmsOptions.usual().caching(DataKeyCaching.of(Duration.ofMinutes(5), 100_000));
 * }</pre>
 *
 * <p>A data key is used for one context, and for sealing until it reaches a limit; there is one for each context in use, so contexts
 * that differ in every record gain nothing. For opening, a data key is kept by its sealed form and the context, until its age.
 *
 * <p>What it costs in security: while a key is kept, records are sealed and opened <em>without asking anybody</em>. Until its age a
 * right that was taken away, a disabled Domain, a rotation and a policy change do not reach this process, and the servers' logs show
 * one use for many records. Whoever reads this process's memory has the key of all of them. So keep the age short. Where a quorum
 * decides what is opened, a record has a data key of its own and none is kept.
 *
 * @param age how long a data key is used, 1 ms to 1 hour
 * @param records how many records it seals at the most, 1 to 2^32
 * @param bytes how many bytes of plaintext it seals at the most, 1 to 2^40; the record that would exceed them gets another key
 * @param keys how many keys are kept, for sealing and for opening each, 1 to 100,000; what was used longest ago goes first
 */
public record DataKeyCaching(Duration age, long records, long bytes, int keys) {

    private static final Duration OLDEST = Duration.ofHours(1);
    private static final long MOST_RECORDS = 1L << 32;
    private static final long MOST_BYTES = 1L << 40;
    private static final int MOST_KEYS = 100_000;
    private static final int USUAL_KEYS = 1_000;

    /** Checks the limits. */
    public DataKeyCaching {
        require(age.toMillis() >= 1 && age.compareTo(OLDEST) <= 0, "age", "1 ms to 1 hour");
        require(records >= 1 && records <= MOST_RECORDS, "number of records", "1 to 2^32");
        require(bytes >= 1 && bytes <= MOST_BYTES, "number of bytes", "1 to 2^40");
        require(keys >= 1 && keys <= MOST_KEYS, "number of keys", "1 to 100,000");
    }

    /** Limits the age and the number of records, and takes the largest number of bytes, and 1,000 keys. */
    public static DataKeyCaching of(Duration age, long records) {
        return new DataKeyCaching(age, records, MOST_BYTES, USUAL_KEYS);
    }

    private static void require(boolean holds, String what, String range) {
        if (!holds) {
            throw new IllegalArgumentException("the " + what + " of a cached data key should be " + range);
        }
    }
}
