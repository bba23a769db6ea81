package org.quorumkms.message;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.quorumkms.crypto.AesGcm;
import org.quorumkms.errors.VerificationException;

/** Verifies and decrypts batches of frames. A batch whose frames do not all verify gives those before the first bad one. */
final class FrameOpener implements Transform {

    private final FrameCipher cipher;
    private final int frameLength;
    private final byte[] nonce = new byte[AesGcm.NONCE_LENGTH];

    FrameOpener(FrameCipher cipher, int frameLength) {
        this.cipher = cipher;
        this.frameLength = frameLength;
    }

    @Override
    public void apply(Batch batch) {
        ByteBuffer in = ByteBuffer.wrap(batch.input(), 0, batch.length());
        long sequence = batch.index() * Batches.framesIn(frameLength);
        boolean ended = false;
        batch.done(0);
        try {
            do {
                sequence++;
                int number = in.getInt();
                ended = number == FrameSealer.FINAL;
                requireNumber(sequence, ended ? in.getInt() : number);
                requireNonce(sequence, in);
                batch.done(batch.outputLength() + open(sequence, ended, in, batch));
            } while (!ended && (in.hasRemaining() || batch.isLast()));
        } catch (BufferUnderflowException e) {
            // A batch that is not the last has whole frames, unless one of them is a final one.
            throw batch.isLast()
                    ? new VerificationException("The file is cut short: its last frame is missing.")
                    : bytesAfterTheEnd();
        }
        if (ended && !(batch.isLast() && !in.hasRemaining())) {
            throw bytesAfterTheEnd();
        }
    }

    private int open(long sequence, boolean last, ByteBuffer in, Batch batch) {
        int length = last ? in.getInt() : frameLength;
        if (length < 0 || length > frameLength) {
            throw new VerificationException("The last frame of the file says a length that cannot be.");
        }
        if (in.remaining() < length + AesGcm.TAG_LENGTH) {
            throw new BufferUnderflowException();
        }
        int opened =
                cipher.open(sequence, last, batch.input(), in.position(), length, batch.output(), batch.outputLength());
        in.position(in.position() + length + AesGcm.TAG_LENGTH);
        return opened;
    }

    private static VerificationException bytesAfterTheEnd() {
        return new VerificationException("The file has bytes after its end.");
    }

    private static void requireNumber(long expected, int number) {
        if (expected > FrameCipher.MAX_FRAMES || (int) expected != number) {
            throw new VerificationException("The frames of the file are out of order: frame " + expected
                    + " was expected, " + Integer.toUnsignedString(number) + " was found.");
        }
    }

    private void requireNonce(long sequence, ByteBuffer in) {
        in.get(nonce);
        if (!Arrays.equals(nonce, cipher.nonce(sequence))) {
            throw new VerificationException("Frame " + sequence + " of the file was changed: its nonce is wrong.");
        }
    }
}
