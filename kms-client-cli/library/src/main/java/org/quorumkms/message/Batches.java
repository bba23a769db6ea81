package org.quorumkms.message;

/**
 * How an input is cut into batches, each of which gives its output by itself.
 *
 * @param input bytes of input of every batch but the last
 * @param overhang bytes that the last one may have more than the others: an input ends with a batch when not more than
 *     these follow
 * @param output bytes of output of every batch but the last
 */
record Batches(int input, int overhang, int output) {

    private static final int TARGET = 512 * 1024;
    private static final int SMALL_FRAME = 4096;

    /** Batches of plaintext to encrypt: about 512 KiB, at least one frame. */
    static Batches sealing(int frameLength) {
        int frames = framesIn(frameLength);
        return new Batches(frames * frameLength, 0, frames * MessageLayout.frameBytes(frameLength));
    }

    /** Batches of frames to decrypt, as many in each as {@link #sealing} has. The final frame is longer than others. */
    static Batches opening(int frameLength) {
        int frames = framesIn(frameLength);
        return new Batches(
                frames * MessageLayout.frameBytes(frameLength), MessageLayout.FINAL_MORE, frames * frameLength);
    }

    /** Batches of frames to encrypt anew as frames of the same length, as many in each as {@link #opening} has. */
    static Batches changing(int frameLength) {
        Batches opening = opening(frameLength);
        return new Batches(opening.input(), opening.overhang(), opening.input());
    }

    /** Returns how many frames there are in every batch but the last: fewer bytes where frames are tiny. */
    static int framesIn(int frameLength) {
        return Math.max(1, TARGET / Math.max(SMALL_FRAME, frameLength));
    }

    /** Returns the largest input of any batch, where there is at most so much of it. */
    int mostInput(long most) {
        return (int) Math.min(most, (long) input + overhang);
    }

    /** Returns the largest output of any batch, where there is at most so much input: a whole batch grows the most. */
    int mostOutput(long most) {
        return Math.min(mostOutput(), mostInput(most) + Math.max(0, output - input) + MessageLayout.FINAL_MORE);
    }

    /** Returns the largest output of any batch. */
    int mostOutput() {
        return output + MessageLayout.FINAL_MORE;
    }
}
