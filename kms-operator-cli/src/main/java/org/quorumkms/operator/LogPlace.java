package org.quorumkms.operator;

/**
 * How far a log was read.
 *
 * @param entries how many entries
 * @param head of how many entries the newest head was
 * @param keys how many certificates of its key there were
 */
public record LogPlace(long entries, long head, int keys) {

    /** Before its beginning. */
    public static final LogPlace BEGINNING = new LogPlace(0, 0, 0);
}
