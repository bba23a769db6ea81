package org.quorumkms.message;

/** What one worker holds: a part of the input, and what became of it. Its arrays are used again and again. */
final class Batch {

    private final byte[] input;
    private final byte[] output;
    private long index;
    private int length;
    private boolean last;
    private int outputLength;

    Batch(Batches sizes) {
        this(sizes, Long.MAX_VALUE);
    }

    /**
     * Makes one.
     *
     * @param most bytes of input that there are at the most: a small file needs little memory
     */
    Batch(Batches sizes, long most) {
        this.input = new byte[sizes.mostInput(most) + 1];
        this.output = new byte[sizes.mostOutput(most)];
    }

    byte[] input() {
        return input;
    }

    byte[] output() {
        return output;
    }

    /** Says which place of the input this batch is for now. */
    void take(long place) {
        index = place;
    }

    /** Says what is in the input now. */
    void filled(int bytes, boolean isLast) {
        length = bytes;
        last = isLast;
    }

    /** Says how much is in the output now. */
    void done(int bytes) {
        outputLength = bytes;
    }

    /** Makes the output the input of what comes next. */
    void again() {
        System.arraycopy(output, 0, input, 0, outputLength);
        length = outputLength;
        outputLength = 0;
    }

    /** Returns the place of this batch in the input, from 0. */
    long index() {
        return index;
    }

    /** Returns the bytes of input. */
    int length() {
        return length;
    }

    /** Returns whether the input ends with it. */
    boolean isLast() {
        return last;
    }

    int outputLength() {
        return outputLength;
    }
}
