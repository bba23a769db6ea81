package org.quorumkms.message;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.quorumkms.crypto.AesGcm;
import org.quorumkms.errors.VerificationException;

/**
 * Reads one message: first its header, then, with the data key, its frames. Only verified frames reach the output.
 *
 * <p>Restriction: a frame is released when it verifies, before the frames behind it were seen. Whoever must have all or
 * nothing writes to a temporary file, as the client does.
 */
public final class MessageReader {

    private static final int FINAL = 0xFFFFFFFF;

    private final DataInputStream in;
    private final HeaderCodec.Received received;

    private MessageReader(DataInputStream in, HeaderCodec.Received received) {
        this.in = in;
        this.received = received;
    }

    /**
     * Reads the header. What it says is not verified before {@link #decrypt}.
     *
     * @throws VerificationException if the stream does not begin with one
     */
    public static MessageReader open(InputStream message) throws IOException {
        DataInputStream in = new DataInputStream(message);
        return new MessageReader(in, HeaderCodec.read(in));
    }

    /** Returns what the header says. */
    public MessageHeader header() {
        return received.header();
    }

    /** Returns how many bytes the header has in the file. */
    public int headerLength() {
        return received.length();
    }

    /**
     * Decrypts all frames.
     *
     * @return how many bytes were written
     * @throws VerificationException if the header, a frame, their order or their end is not what was written; it says
     *     which
     */
    public long decrypt(DataKey dataKey, OutputStream plaintext) throws IOException {
        try (MessageKeys keys = MessageKeys.derive(dataKey, header().messageId())) {
            FrameCipher cipher = new FrameCipher(keys, header().messageId());
            cipher.verifyHeader(received);
            long total = readFrames(cipher, plaintext);
            plaintext.flush();
            return total;
        } catch (EOFException e) {
            throw new VerificationException("The file is cut short: its last frame is missing.");
        }
    }

    private long readFrames(FrameCipher cipher, OutputStream plaintext) throws IOException {
        long total = 0;
        for (long sequence = 1; ; sequence++) {
            int number = in.readInt();
            boolean last = number == FINAL;
            requireNumber(sequence, last ? in.readInt() : number);
            requireNonce(sequence);
            int length = last ? in.readInt() : header().frameLength();
            if (length < 0 || length > header().frameLength()) {
                throw new VerificationException("The last frame of the file says a length that cannot be.");
            }
            byte[] ciphertext = new byte[length + AesGcm.TAG_LENGTH];
            in.readFully(ciphertext);
            plaintext.write(cipher.decrypt(sequence, last, ciphertext));
            total += length;
            if (last) {
                requireEnd();
                return total;
            }
        }
    }

    private static void requireNumber(long expected, int number) {
        if (expected > FrameCipher.MAX_FRAMES || (int) expected != number) {
            throw new VerificationException("The frames of the file are out of order: frame " + expected
                    + " was expected, " + Integer.toUnsignedString(number) + " was found.");
        }
    }

    private void requireNonce(long sequence) throws IOException {
        byte[] nonce = new byte[AesGcm.NONCE_LENGTH];
        in.readFully(nonce);
        if (!java.util.Arrays.equals(nonce, FrameCipher.nonce(sequence))) {
            throw new VerificationException("Frame " + sequence + " of the file was changed: its nonce is another.");
        }
    }

    private void requireEnd() throws IOException {
        if (in.read() >= 0) {
            throw new VerificationException("The file has bytes after its end.");
        }
    }
}
