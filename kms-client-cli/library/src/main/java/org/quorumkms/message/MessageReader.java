package org.quorumkms.message;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.quorumkms.errors.VerificationException;

/**
 * Reads one message: first its header, then, with the data key, its frames. Only verified frames reach the output.
 *
 * <p>Restriction: a frame is released when it and those before it verified; those behind it may not. Whoever must have all or
 * nothing writes to a temporary file, as the client does.
 */
public final class MessageReader {

    /** Bytes of a message, with a header of the usual length, up to which it is read by one thread. */
    public static final long SMALL_INPUT =
            (long) Engine.ALONE * Batches.opening(MessageHeader.FRAME_LENGTH).input() + 1024;

    private final Source source;
    private final HeaderCodec.Received received;

    private MessageReader(Source source, HeaderCodec.Received received) {
        this.source = source;
        this.received = received;
    }

    /**
     * Reads the header. What it says is not verified before {@link #decrypt}.
     *
     * @throws VerificationException if the stream does not begin with one
     */
    public static MessageReader open(InputStream message) throws IOException {
        return open(Source.of(message));
    }

    /**
     * Reads the header. What it says is not verified before {@link #decrypt}.
     *
     * @throws VerificationException if the source does not begin with one
     */
    public static MessageReader open(Source message) throws IOException {
        return new MessageReader(message, HeaderCodec.read(new DataInputStream(message.beginning())));
    }

    /** Returns what the header says. */
    public MessageHeader header() {
        return received.header();
    }

    /** Returns how many bytes the header has in the file. */
    public int headerLength() {
        return received.length();
    }

    /** Returns the frames behind the header. */
    BatchInput frames(Batches sizes) throws IOException {
        return source.from(headerLength(), sizes);
    }

    /**
     * Verifies the header with the data key, and returns what is derived from it.
     *
     * @throws VerificationException if the header is not what was written
     */
    MessageKeys keys(DataKey dataKey) {
        MessageKeys keys = MessageKeys.derive(dataKey, header().messageId());
        try {
            keys.cipherForFew().verifyHeader(received, keys);
            return keys;
        } catch (VerificationException e) {
            keys.close();
            throw e;
        }
    }

    /**
     * Decrypts all frames to a stream.
     *
     * @return how many bytes were written
     * @throws VerificationException as {@link #decrypt(DataKey, Sink, Workers)}
     */
    public long decrypt(DataKey dataKey, OutputStream plaintext) throws IOException {
        return decrypt(dataKey, Sink.of(plaintext), Workers.ONE);
    }

    /**
     * Decrypts all frames.
     *
     * @param workers how many threads work
     * @return how many bytes were written
     * @throws VerificationException if the header, a frame, their order or their end is not what was written; it says
     *     which, and of several the first
     */
    public long decrypt(DataKey dataKey, Sink plaintext, Workers workers) throws IOException {
        int frameLength = header().frameLength();
        try (MessageKeys keys = keys(dataKey)) {
            Batches sizes = Batches.opening(frameLength);
            Engine engine = new Engine(frames(sizes), plaintext.after(0, sizes), sizes);
            engine.run(
                    workers.holding(sizes),
                    () -> new FrameOpener(keys.cipherForFew(), frameLength),
                    () -> new FrameOpener(keys.cipherForMany(), frameLength));
            return engine.written();
        }
    }
}
