package org.quorumkms.message;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes batches to their places in a file, many at the same time. */
final class FileOutput implements BatchOutput {

    private final FileChannel file;
    private final long start;
    private final Batches sizes;

    FileOutput(FileChannel file, long start, Batches sizes) {
        this.file = file;
        this.start = start;
        this.sizes = sizes;
    }

    @Override
    public void write(Batch batch) throws IOException {
        write(file, start + batch.index() * sizes.output(), ByteBuffer.wrap(batch.output(), 0, batch.outputLength()));
    }

    static void write(FileChannel file, long position, ByteBuffer bytes) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += file.write(bytes, at);
        }
    }

    @Override
    public void abandon(long index) {
        // Nobody waits, and the file is thrown away.
    }

    @Override
    public void end() {
        // Whoever opened the file closes it.
    }
}
