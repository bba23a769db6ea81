package org.quorumkms.message;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.function.IntConsumer;

/** What is encrypted or decrypted: a stream, or a file that can be read at any place by many threads. */
public interface Source {

    /** Reads a stream to its end. */
    static Source of(InputStream stream) {
        BufferedInputStream buffered = new BufferedInputStream(stream);
        return new Source() {
            @Override
            public InputStream beginning() {
                return buffered;
            }

            @Override
            public BatchInput from(long position, Batches sizes) {
                return new StreamInput(buffered, sizes);
            }
        };
    }

    /**
     * Reads a file from its beginning to the end that it has now.
     *
     * @param file a regular file, whose content nobody changes meanwhile; if its length changes, reading fails
     */
    static Source of(FileChannel file) throws IOException {
        long length = file.size();
        InputStream beginning = new BufferedInputStream(Channels.newInputStream(file));
        return new Source() {
            @Override
            public InputStream beginning() {
                return beginning;
            }

            @Override
            public BatchInput from(long position, Batches sizes) {
                return new FileInput(file, position, length, sizes);
            }
        };
    }

    /** Returns the same source, which tells how many bytes were read; many threads tell at the same time. */
    default Source telling(IntConsumer progress) {
        Source source = this;
        return new Source() {
            @Override
            public InputStream beginning() {
                return source.beginning();
            }

            @Override
            public BatchInput from(long position, Batches sizes) {
                BatchInput input = source.from(position, sizes);
                return batch -> {
                    boolean filled = input.fill(batch);
                    if (filled) {
                        progress.accept(batch.length());
                    }
                    return filled;
                };
            }
        };
    }

    /** Returns a stream from which the header is read, and nothing behind it is lost. */
    InputStream beginning();

    /** Returns the batches from the end of what was read of the beginning, which is at a position. */
    BatchInput from(long position, Batches sizes);
}
