package org.quorumkms.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.signed.Bytes;

/**
 * Encrypts a source as one message. Each worker has a batch of frames and its ciphertext in memory, whatever the size.
 *
 * <p>Security guarantee: what is written can be read only with the data key, and any change, cut or reordering is found
 * by {@link MessageReader}. It does not hide the size.
 */
public final class MessageWriter {

    /** Bytes of plaintext up to which a message is made by one thread. */
    public static final long FEW =
            (long) Engine.ALONE * Batches.sealing(MessageHeader.FRAME_LENGTH).input();

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
     * Encrypts all of a stream to a stream.
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
        return write(Source.of(plaintext), Sink.of(message), new Sealing(dataKey, sealed, context), Workers.ONE);
    }

    /**
     * What a message is encrypted with.
     *
     * @param dataKey a fresh data key: one message each
     * @param sealed the same data key as each provider can open it
     * @param context names and values to bind, which stand in the clear
     */
    public record Sealing(DataKey dataKey, List<EncryptedDataKey> sealed, EncryptionContext context) {

        /** Copies the list. */
        public Sealing {
            sealed = List.copyOf(sealed);
        }
    }

    /**
     * Encrypts all of a source.
     *
     * @param workers how many threads work
     * @return how many bytes were read
     */
    public long write(Source plaintext, Sink message, Sealing sealing, Workers workers) throws IOException {
        byte[] id = new byte[32];
        random.nextBytes(id);
        Bytes messageId = Bytes.of(id);
        try (MessageKeys keys = MessageKeys.derive(sealing.dataKey(), messageId)) {
            FrameCipher first = keys.cipherForFew();
            byte[] header = header(messageId, sealing, keys, first);
            message.begin(header);
            Batches sizes = Batches.sealing(frameLength);
            Engine engine = new Engine(plaintext.from(0, sizes), message.after(header.length, sizes), sizes);
            engine.run(
                    workers.holding(sizes),
                    () -> new FrameSealer(first, frameLength),
                    () -> new FrameSealer(keys.cipherForMany(), frameLength));
            return engine.read();
        }
    }

    private byte[] header(Bytes messageId, Sealing sealing, MessageKeys keys, FrameCipher cipher) {
        return header(
                        new MessageHeader(
                                messageId, sealing.context(), sealing.sealed(), frameLength, keys.commitment()),
                        cipher)
                .toArray();
    }

    /** Returns a header with its tag. */
    static Bytes header(MessageHeader header, FrameCipher cipher) {
        Bytes body = HeaderCodec.encode(header);
        byte[] tag = cipher.headerTag(body);
        return Bytes.of(ByteBuffer.allocate(body.length() + tag.length)
                .put(body.toArray())
                .put(tag)
                .array());
    }
}
