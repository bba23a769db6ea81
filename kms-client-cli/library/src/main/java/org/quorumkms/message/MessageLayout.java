package org.quorumkms.message;

import org.quorumkms.crypto.AesGcm;
import org.quorumkms.errors.VerificationException;

/** Sizes of a message, computed without a key. */
public final class MessageLayout {

    /** Bytes that a final frame has more than another of the same plaintext: its mark and its length. */
    static final int FINAL_MORE = 2 * Integer.BYTES;

    private static final int FRAME_OVERHEAD = Integer.BYTES + AesGcm.NONCE_LENGTH + AesGcm.TAG_LENGTH;
    private static final int FINAL_OVERHEAD = FRAME_OVERHEAD + FINAL_MORE;

    private MessageLayout() {}

    /** Returns how many bytes a frame of so much plaintext has, if it is not the final one. */
    static int frameBytes(int frameLength) {
        return frameLength + FRAME_OVERHEAD;
    }

    /**
     * Returns how many bytes of plaintext a message holds.
     *
     * @param messageLength bytes of the whole message
     * @param headerLength bytes of its header
     * @param frameLength bytes of plaintext in every frame but the last
     * @throws VerificationException if no message has these sizes
     */
    public static long plaintextLength(long messageLength, int headerLength, int frameLength) {
        long rest = messageLength - headerLength - FINAL_OVERHEAD;
        if (rest < 0) {
            throw new VerificationException("The file is cut short: its last frame is missing.");
        }
        long frames = rest / (frameLength + FRAME_OVERHEAD);
        long last = rest - frames * (frameLength + FRAME_OVERHEAD);
        if (last > frameLength) {
            throw new VerificationException(
                    "The file is cut short, or has bytes after its end: no file has this size.");
        }
        return frames * frameLength + last;
    }
}
