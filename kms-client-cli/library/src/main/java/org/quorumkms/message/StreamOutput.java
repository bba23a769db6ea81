package org.quorumkms.message;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;

/** Writes batches to a stream in their order: each thread waits until it is its batch's turn. */
final class StreamOutput implements BatchOutput {

    private final OutputStream out;
    private long next;
    private long end = Long.MAX_VALUE;

    StreamOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(Batch batch) throws IOException {
        if (!awaitTurn(batch.index())) {
            return;
        }
        out.write(batch.output(), 0, batch.outputLength());
        synchronized (this) {
            next++;
            notifyAll();
        }
    }

    private synchronized boolean awaitTurn(long index) throws IOException {
        try {
            while (next < index && index < end) {
                wait();
            }
            return index < end;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while writing");
        }
    }

    @Override
    public synchronized void abandon(long index) {
        end = Math.min(end, index);
        notifyAll();
    }

    @Override
    public void end() throws IOException {
        out.flush();
    }
}
