package org.quorumkms.pkcs11;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How fast something was.
 *
 * @param what signs, or opens
 * @param where in the token, or in software
 * @param threads how many did it at the same time
 * @param perSecond how often a second, all threads together
 * @param p99Millis how many milliseconds 99 of 100 took at most
 */
public record Speed(String what, String where, int threads, double perSecond, double p99Millis) {

    private static final double NANOS = 1e9;
    private static final double NANOS_OF_MILLI = 1e6;

    /** Does something for a while, after a tenth of it that does not count. */
    static Speed of(String what, String where, int threads, Duration time, Runnable operation) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            run(pool, threads, time.dividedBy(10), operation);
            long begun = System.nanoTime();
            long[] took = run(pool, threads, time, operation);
            double seconds = (System.nanoTime() - begun) / NANOS;
            Arrays.sort(took);
            long p99 = took[(int) Math.min(took.length - 1L, took.length * 99L / 100)];
            return new Speed(what, where, threads, took.length / seconds, p99 / NANOS_OF_MILLI);
        } finally {
            pool.shutdown();
        }
    }

    private static long[] run(ExecutorService pool, int threads, Duration time, Runnable operation) {
        Callable<long[]> loop = () -> {
            List<Long> took = new ArrayList<>();
            long end = System.nanoTime() + time.toNanos();
            do {
                long begun = System.nanoTime();
                operation.run();
                took.add(System.nanoTime() - begun);
            } while (System.nanoTime() < end);
            return took.stream().mapToLong(Long::longValue).toArray();
        };
        List<long[]> all = new ArrayList<>();
        try {
            List<Callable<long[]>> loops = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                loops.add(loop);
            }
            for (Future<long[]> one : pool.invokeAll(loops)) {
                all.add(one.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a token was tried", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException why) {
                throw why;
            }
            throw new IllegalStateException("a token could not be tried", e.getCause());
        }
        return all.stream().flatMapToLong(Arrays::stream).toArray();
    }
}
