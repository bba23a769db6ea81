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
    public static final long SMALL_INPUT =
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
        return begun(message, sealing, frameLength, (keys, first, headerLength) -> {
            Batches sizes = Batches.sealing(frameLength);
            Engine engine = new Engine(plaintext.from(0, sizes), message.after(headerLength, sizes), sizes);
            engine.run(
                    workers.holding(sizes),
                    () -> new FrameSealer(first, frameLength),
                    () -> new FrameSealer(keys.cipherForMany(), frameLength));
            return engine.read();
        });
    }

    /**
     * Encrypts a message anew: under another data key, as another message, in frames of the same length. Each worker opens a
     * batch of frames and seals it, so that no plaintext leaves this process.
     *
     * @param before the message, whose header was read
     * @param opened its data key
     * @param message where the new one goes; if anything fails, what is there is to be thrown away
     * @param sealing what the new one is encrypted with
     * @param workers how many threads work
     * @return how many bytes of plaintext it has
     * @throws org.quorumkms.errors.VerificationException if the message was changed, cut or reordered
     */
    public long writeAnew(MessageReader before, DataKey opened, Sink message, Sealing sealing, Workers workers)
            throws IOException {
        int length = before.header().frameLength();
        try (MessageKeys old = before.keys(opened)) {
            return begun(message, sealing, length, (keys, first, headerLength) -> {
                Batches sizes = Batches.changing(length);
                Engine engine = new Engine(before.frames(sizes), message.after(headerLength, sizes), sizes);
                engine.run(
                        workers.holding(sizes),
                        () -> new FrameChanger(
                                new FrameOpener(old.cipherForFew(), length), new FrameSealer(first, length)),
                        () -> new FrameChanger(
                                new FrameOpener(old.cipherForMany(), length),
                                new FrameSealer(keys.cipherForMany(), length)));
                return engine.read();
            });
        }
    }

    /** What comes behind a header. */
    private interface Frames {
        long write(MessageKeys keys, FrameCipher first, int headerLength) throws IOException;
    }

    /**
     * The one place where a header is made, with a message id of its own: its tag has the nonce zero under the message's key,
     * and a second one under that key would give the authentication key away (protocol.md section 5).
     */
    private long begun(Sink message, Sealing sealing, int length, Frames frames) throws IOException {
        byte[] id = new byte[32];
        random.nextBytes(id);
        Bytes messageId = Bytes.of(id);
        try (MessageKeys keys = MessageKeys.derive(sealing.dataKey(), messageId)) {
            FrameCipher first = keys.cipherForFew();
            Bytes body = HeaderCodec.encode(
                    new MessageHeader(messageId, sealing.context(), sealing.sealed(), length, keys.commitment()));
            byte[] tag = first.headerTag(body);
            message.begin(ByteBuffer.allocate(body.length() + tag.length)
                    .put(body.toArray())
                    .put(tag)
                    .array());
            return frames.write(keys, first, body.length() + tag.length);
        }
    }
}
