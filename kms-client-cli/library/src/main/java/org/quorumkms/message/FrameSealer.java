package org.quorumkms.message;

import java.nio.ByteBuffer;
import org.quorumkms.errors.RefusedException;

/** Encrypts batches of plaintext to frames. */
final class FrameSealer implements Transform {

    /** What stands in the place of a frame's number to mark the final one. */
    static final int FINAL = 0xFFFFFFFF;

    private final FrameCipher cipher;
    private final int frameLength;

    FrameSealer(FrameCipher cipher, int frameLength) {
        this.cipher = cipher;
        this.frameLength = frameLength;
    }

    @Override
    public void apply(Batch batch) {
        ByteBuffer out = ByteBuffer.wrap(batch.output());
        long sequence = batch.index() * Batches.framesIn(frameLength);
        int offset = 0;
        // An empty input has one frame as well: the final one.
        do {
            int length = Math.min(frameLength, batch.length() - offset);
            boolean last = batch.isLast() && offset + length == batch.length();
            seal(++sequence, last, batch, offset, length, out);
            offset += length;
        } while (offset < batch.length());
        batch.done(out.position());
    }

    private void seal(long sequence, boolean last, Batch batch, int offset, int length, ByteBuffer out) {
        if (sequence > FrameCipher.MAX_FRAMES) {
            throw new RefusedException("The input is too large for one file: more than 2^32-2 frames of " + frameLength
                    + " bytes. Split it.");
        }
        if (last) {
            out.putInt(FINAL);
        }
        out.putInt((int) sequence).put(cipher.nonce(sequence));
        if (last) {
            out.putInt(length);
        }
        int written = cipher.seal(sequence, last, batch.input(), offset, length, batch.output(), out.position());
        out.position(out.position() + written);
    }
}
