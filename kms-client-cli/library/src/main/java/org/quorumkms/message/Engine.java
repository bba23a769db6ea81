package org.quorumkms.message;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.quorumkms.errors.VerificationException;

/**
 * Carries batches from an input through a transform to an output. Each worker takes the next batch, transforms it and
 * writes it, so there are no queues: a worker holds one batch, and memory is workers times a batch and its output.
 *
 * <p>The caller's own thread is one of the workers; it does the first two batches alone. If a batch fails, what was verified
 * before it is still written where the output has an order, those behind it are not, and the failure of the first one
 * that failed is thrown.
 */
final class Engine {

    /** Batches that the caller's thread does before others begin: for less, no thread and no native library pays. */
    static final int ALONE = 2;

    private final BatchInput input;
    private final BatchOutput output;
    private final Batches sizes;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong read = new AtomicLong();
    private final ConcurrentLinkedQueue<Failure> failures = new ConcurrentLinkedQueue<>();

    private record Failure(long index, Throwable cause) {}

    /** Takes where batches come from, where they go, and their sizes. */
    Engine(BatchInput input, BatchOutput output, Batches sizes) {
        this.input = input;
        this.output = output;
        this.sizes = sizes;
    }

    /** Returns how many bytes were read. */
    long read() {
        return read.get();
    }

    /** Returns how many bytes were written. */
    long written() {
        return written.get();
    }

    /**
     * Does all batches.
     *
     * @param workers how many threads work, the caller's own included, at least 1
     * @param first makes the transform for the first two batches
     * @param further makes each worker's transform
     */
    void run(int workers, Supplier<? extends Transform> first, Supplier<? extends Transform> further)
            throws IOException {
        Batch batch = new Batch(sizes, input.most());
        Transform alone = first.get();
        for (int i = 0; i < ALONE && !batch.isLast() && input.fill(batch); i++) {
            carry(batch, alone);
        }
        if (!batch.isLast()) {
            runWorkers(workers, further, batch);
        }
        output.end();
    }

    private void carry(Batch batch, Transform transform) throws IOException {
        try {
            transform.apply(batch);
        } catch (VerificationException e) {
            // What was verified before is released, and first of all nothing behind it.
            output.abandon(batch.index() + 1);
            output.write(batch);
            throw e;
        }
        output.write(batch);
        read.addAndGet(batch.length());
        written.addAndGet(batch.outputLength());
    }

    private void runWorkers(int workers, Supplier<? extends Transform> transforms, Batch own) throws IOException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 1; i < workers; i++) {
            Batch batch = new Batch(sizes);
            Thread thread = new Thread(() -> work(transforms, batch), "frames-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        work(transforms, own);
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(0, e);
            throw new InterruptedIOException("interrupted while working");
        }
        Failure first =
                failures.stream().min(Comparator.comparingLong(Failure::index)).orElse(null);
        if (first != null) {
            rethrow(first.cause());
        }
    }

    private void work(Supplier<? extends Transform> transforms, Batch batch) {
        try {
            Transform transform = transforms.get();
            while (failures.isEmpty() && input.fill(batch)) {
                carry(batch, transform);
            }
        } catch (IOException | RuntimeException | Error e) {
            fail(batch.index(), e);
        }
    }

    private void fail(long index, Throwable cause) {
        failures.add(new Failure(index, cause));
        output.abandon(index);
    }

    private static void rethrow(Throwable cause) throws IOException {
        if (cause instanceof IOException io) {
            throw io;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) Objects.requireNonNull(cause);
    }
}
