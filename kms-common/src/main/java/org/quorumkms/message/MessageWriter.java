package org.quorumkms.message;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.List;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.signed.Bytes;

/**
 * Encrypts a stream as one message. One buffer of a frame and its ciphertext are in memory, whatever the size.
 *
 * <p>Security guarantee: what is written can be read only with the data key, and any change, cut or reordering is found
 * by {@link MessageReader}. It does not hide the size.
 */
public final class MessageWriter {

    private static final int FINAL = 0xFFFFFFFF;

    private final SecureRandom random;
    private final int frameLength;

    /** Takes the source of message ids; frames have 64 KiB. */
    public MessageWriter(SecureRandom random) {
        this(random, MessageHeader.FRAME_LENGTH);
    }

    MessageWriter(SecureRandom random, int frameLength) {
        this.random = random;
        this.frameLength = frameLength;
    }

    /**
     * Encrypts all of a stream.
     *
     * @param dataKey a fresh data key: one message each
     * @param sealed the same data key as each provider can open it
     * @param context names and values to bind, which stand in the clear
     * @return how many bytes were read
     */
    public long write(
            InputStream plaintext,
            OutputStream message,
            DataKey dataKey,
            List<EncryptedDataKey> sealed,
            EncryptionContext context)
            throws IOException {
        byte[] id = new byte[32];
        random.nextBytes(id);
        Bytes messageId = Bytes.of(id);
        try (MessageKeys keys = MessageKeys.derive(dataKey, messageId)) {
            FrameCipher cipher = new FrameCipher(keys, messageId);
            Bytes header =
                    HeaderCodec.encode(new MessageHeader(messageId, context, sealed, frameLength, keys.commitment()));
            DataOutputStream out = new DataOutputStream(message);
            out.write(header.toArray());
            out.write(cipher.headerTag(header));
            long bytes = writeFrames(plaintext, out, cipher);
            out.flush();
            return bytes;
        }
    }

    private long writeFrames(InputStream plaintext, DataOutputStream out, FrameCipher cipher) throws IOException {
        byte[] frame = new byte[frameLength];
        byte[] ahead = new byte[frameLength];
        int length = plaintext.readNBytes(frame, 0, frameLength);
        long total = length;
        long sequence = 1;
        while (true) {
            int next = length < frameLength ? 0 : plaintext.readNBytes(ahead, 0, frameLength);
            if (sequence > FrameCipher.MAX_FRAMES) {
                throw new RefusedException("The input is too large for one file: more than 2^32-2 frames of "
                        + frameLength + " bytes. Split it.");
            }
            writeFrame(out, cipher, sequence, next == 0, frame, length);
            if (next == 0) {
                return total;
            }
            byte[] done = frame;
            frame = ahead;
            ahead = done;
            length = next;
            total += next;
            sequence++;
        }
    }

    private static void writeFrame(
            DataOutputStream out, FrameCipher cipher, long sequence, boolean last, byte[] frame, int length)
            throws IOException {
        byte[] ciphertext = cipher.encrypt(sequence, last, frame, length);
        if (last) {
            out.writeInt(FINAL);
        }
        out.writeInt((int) sequence);
        out.write(FrameCipher.nonce(sequence));
        if (last) {
            out.writeInt(length);
        }
        out.write(ciphertext);
    }
}
