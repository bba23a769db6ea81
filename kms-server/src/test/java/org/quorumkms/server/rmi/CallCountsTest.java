package org.quorumkms.server.rmi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.quorumkms.signed.Thumbprint;

class CallCountsTest {

    private final CallCounts counts = new CallCounts();

    private static Thumbprint caller(int number) {
        return Thumbprint.ofContent(Integer.toString(number).getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void eachCallersCallsAreCounted() {
        CallCounts.Count first = counts.begin(caller(1));
        CallCounts.Count second = counts.begin(caller(1));

        assertThat(first.atBegin()).isEqualTo(1);
        assertThat(second.atBegin()).isEqualTo(2);
        assertThat(counts.begin(caller(2)).atBegin()).isEqualTo(1);
        first.end();
        second.end();
        assertThat(counts.begin(caller(1)).atBegin()).isEqualTo(1);
    }

    /** Whoever connects with a fresh key each time fills no memory; a call under way is not forgotten. */
    @Test
    void callersWithoutACallAreForgotten() {
        CallCounts.Count staying = counts.begin(caller(-1));
        for (int i = 0; i < 10_000; i++) {
            counts.begin(caller(i)).end();
        }

        assertThat(counts.known()).isLessThanOrEqualTo(1_001);
        assertThat(counts.begin(caller(-1)).atBegin()).isEqualTo(2);
        staying.end();
    }

    /** While others come and are forgotten, calls of one caller that begin together are each counted once. */
    @Test
    void nothingIsLostBetweenThreads() throws Exception {
        int threads = 4;
        CyclicBarrier together = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Set<Integer>> rounds = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            rounds.add(ConcurrentHashMap.newKeySet());
        }
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int own = t;
                done.add(pool.submit(() -> {
                    for (int i = 0; i < rounds.size(); i++) {
                        for (int j = 0; j < 20; j++) {
                            counts.begin(caller(1 + own * 1_000_000 + 20 * i + j))
                                    .end();
                        }
                        together.await(30, TimeUnit.SECONDS);
                        CallCounts.Count count = counts.begin(caller(0));
                        rounds.get(i).add(count.atBegin());
                        // All have begun before the first ends.
                        together.await(30, TimeUnit.SECONDS);
                        count.end();
                    }
                    return null;
                }));
            }
            for (Future<?> one : done) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(rounds).allSatisfy(numbers -> assertThat(numbers).containsExactlyInAnyOrder(1, 2, 3, 4));
    }
}
