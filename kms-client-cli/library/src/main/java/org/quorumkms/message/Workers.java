package org.quorumkms.message;

/**
 * How many threads encrypt or decrypt a message.
 *
 * @param threads at least 1
 */
public record Workers(int threads) {

    /** One thread. */
    public static final Workers ONE = new Workers(1);

    /** Bytes that all workers together hold at most; one works even if it alone needs more. */
    private static final long MOST_HELD = 32L * 1024 * 1024;

    /** Checks the number. */
    public Workers {
        if (threads < 1) {
            throw new IllegalArgumentException("there should be at least one worker");
        }
    }

    /** Returns as many as there are processors: for what is read and written at any place. */
    public static Workers ofProcessors() {
        return new Workers(Runtime.getRuntime().availableProcessors());
    }

    /** Returns two more than that, for a stream: one waits for more of it, and one for its turn to write. */
    public static Workers forStream() {
        return new Workers(Runtime.getRuntime().availableProcessors() + 2);
    }

    /** Returns how many of them may each hold a batch and its output. */
    int holding(Batches sizes) {
        long each = (long) sizes.input() + sizes.mostOutput();
        return (int) Math.max(1, Math.min(threads, MOST_HELD / each));
    }
}
