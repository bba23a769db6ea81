package org.quorumkms.message;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Where the result goes: a stream, or a new file that many threads can write at any place. */
public interface Sink {

    /** Writes to a stream, in order; it is flushed and not closed. */
    static Sink of(OutputStream stream) {
        return new Sink() {
            @Override
            public void begin(byte[] header) throws IOException {
                stream.write(header);
            }

            @Override
            public BatchOutput after(long position, Batches sizes) {
                return new StreamOutput(stream);
            }
        };
    }

    /** Writes to an empty file, at any place in any order: if anything fails, what is in it is to be thrown away. */
    static Sink of(FileChannel file) {
        return new Sink() {
            @Override
            public void begin(byte[] header) throws IOException {
                FileOutput.write(file, 0, ByteBuffer.wrap(header));
            }

            @Override
            public BatchOutput after(long position, Batches sizes) {
                return new FileOutput(file, position, sizes);
            }
        };
    }

    /** Writes what stands before the first batch. */
    void begin(byte[] header) throws IOException;

    /** Returns where the batches go, behind a position. */
    BatchOutput after(long position, Batches sizes);
}
