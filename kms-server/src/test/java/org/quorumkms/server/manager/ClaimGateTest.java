package org.quorumkms.server.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.ClosedException;
import org.quorumkms.errors.MovedException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.TryAgainException;
import org.quorumkms.signed.Thumbprint;

/** What stands before the one thing that strangers reach: how many, how often, how fast. */
class ClaimGateTest {

    private static final Thumbprint ONE = Thumbprint.ofContent(new byte[] {1});
    private static final Thumbprint OTHER = Thumbprint.ofContent(new byte[] {2});

    private final AtomicLong now = new AtomicLong(1);
    private final ClaimGate gate = new ClaimGate(now::get);

    /** A claim that is refused just before the pace, so that nothing has to be waited for. */
    private void refused(Thumbprint caller, RuntimeException how) {
        assertThatThrownBy(() -> gate.pass(caller, () -> {
                    now.addAndGet(ClaimGate.PACE.toNanos() - 1);
                    throw how;
                }))
                .isSameAs(how);
    }

    private void waits(Thumbprint caller) {
        assertThatThrownBy(() -> gate.pass(caller, () -> "in"))
                .isInstanceOf(TryAgainException.class)
                .hasMessageContaining("Too many claims of this key were refused");
    }

    @Test
    void aKeyThatWasRefusedTenTimesWaits_andOthersDoNot() {
        for (int i = 0; i < ClaimGate.FAILURES; i++) {
            refused(ONE, new RefusedException("no"));
        }
        waits(ONE);
        assertThat(gate.pass(OTHER, () -> "in")).isEqualTo("in");
        now.addAndGet(ClaimGate.FORGIVEN.toNanos());
        assertThat(gate.pass(ONE, () -> "in")).as("one of them is forgiven").isEqualTo("in");
        refused(ONE, new RefusedException("no"));
        waits(ONE);
    }

    /** A failure that is none of ours passed the gate: nulls in a claim, as often as a stranger liked. */
    @Test
    void whateverFailsCounts() {
        for (int i = 0; i < ClaimGate.FAILURES; i++) {
            refused(ONE, new NullPointerException());
        }
        waits(ONE);
    }

    @Test
    void whatIsNobodysFaultDoesNotCount() {
        for (int i = 0; i < 3 * ClaimGate.FAILURES; i++) {
            refused(ONE, new TryAgainException("busy"));
            refused(ONE, new MovedException("payroll", 2, ONE.value()));
            refused(ONE, new ClosedException("closed"));
        }
        assertThat(gate.pass(ONE, () -> "in")).isEqualTo("in");
    }

    @Test
    void anOldFailureDoesNotCountForANewOne() {
        refused(ONE, new RefusedException("no"));
        now.addAndGet(Duration.ofDays(1).toNanos());
        for (int i = 0; i < ClaimGate.FAILURES - 1; i++) {
            refused(ONE, new RefusedException("no"));
        }
        assertThat(gate.pass(ONE, () -> "in")).isEqualTo("in");
    }

    /** It does not tell by its time what is wrong with an invitation. */
    @Test
    void aRefusalIsGivenAtItsTime() {
        ClaimGate timed = new ClaimGate(System::nanoTime);
        long begun = System.nanoTime();
        assertThatThrownBy(() -> timed.pass(ONE, () -> {
                    throw new RefusedException("no");
                }))
                .isInstanceOf(RefusedException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(ClaimGate.PACE);
        long again = System.nanoTime();
        assertThat(timed.pass(ONE, () -> "in")).isEqualTo("in");
        assertThat(Duration.ofNanos(System.nanoTime() - again)).isLessThan(ClaimGate.PACE);
    }

    @Test
    void sixteenAreUnderWayAtATime() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        CountDownLatch inside = new CountDownLatch(16);
        CountDownLatch end = new CountDownLatch(1);
        List<Future<String>> all = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            all.add(threads.submit(() -> gate.pass(OTHER, () -> {
                inside.countDown();
                await(end);
                return "in";
            })));
        }
        await(inside);
        assertThatThrownBy(() -> gate.pass(ONE, () -> "in"))
                .isInstanceOf(TryAgainException.class)
                .hasMessageContaining("busy with claims");
        end.countDown();
        for (Future<String> one : all) {
            assertThat(one.get(30, TimeUnit.SECONDS)).isEqualTo("in");
        }
        assertThat(gate.pass(ONE, () -> "in")).as("the places are given back").isEqualTo("in");
        threads.shutdown();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
