package org.quorumkms.message;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicLong;

/** Cuts a file into batches, which many threads read at the same time. */
final class FileInput implements BatchInput {

    private final FileChannel file;
    private final long start;
    private final long length;
    private final Batches sizes;
    private final AtomicLong next = new AtomicLong();

    FileInput(FileChannel file, long start, long length, Batches sizes) {
        this.file = file;
        this.start = start;
        this.length = length;
        this.sizes = sizes;
    }

    @Override
    public boolean fill(Batch batch) throws IOException {
        long index = next.getAndIncrement();
        long from = start + index * sizes.input();
        long rest = length - from;
        // A batch with not more than the overhang before it is the last; so behind it there is none.
        if (index > 0 && rest <= sizes.overhang()) {
            return false;
        }
        batch.take(index);
        boolean last = rest <= (long) sizes.input() + sizes.overhang();
        int bytes = last ? (int) rest : sizes.input();
        read(ByteBuffer.wrap(batch.input(), 0, bytes), from);
        if (last && file.size() != length) {
            throw changed();
        }
        batch.filled(bytes, last);
        return true;
    }

    @Override
    public long most() {
        return Math.max(0, length - start);
    }

    private void read(ByteBuffer into, long from) throws IOException {
        long at = from;
        while (into.hasRemaining()) {
            int read = file.read(into, at);
            if (read < 0) {
                throw changed();
            }
            at += read;
        }
    }

    private static IOException changed() {
        return new IOException("its length changed while it was read; try again when nobody writes to it");
    }
}
