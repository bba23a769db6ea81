package org.quorumkms.server.rmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that calls itself. */
class WatchdogTest {

    @TempDir
    private Path folder;

    @Test
    void saysThatAServerAnswers_asLongAsItDoes() throws Exception {
        RunningServer server = RunningServer.start(folder, Limits.DEFAULT);
        AtomicInteger signs = new AtomicInteger();
        Watchdog watchdog = new Watchdog(server.dialer(server.newKey()), server.address(), signs::incrementAndGet);
        watchdog.start(Duration.ofMillis(50));
        await().untilAsserted(() -> assertThat(signs).hasValueGreaterThan(2));
        assertThat(watchdog.answers()).isTrue();
        server.close();
        assertThat(watchdog.answers()).isFalse();
        int last = signs.get();
        await().during(Duration.ofMillis(300))
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(signs.get()).isLessThanOrEqualTo(last + 1));
    }

    @Test
    void isAskedForByTheEnvironment_fourTimesInTheTimeThatItGives() {
        assertThat(Watchdog.period(Map.of("WATCHDOG_USEC", "120000000"))).contains(Duration.ofSeconds(30));
        assertThat(Watchdog.period(Map.of())).isEmpty();
        assertThat(Watchdog.period(Map.of("WATCHDOG_USEC", "soon"))).isEmpty();
        assertThat(Watchdog.period(Map.of("WATCHDOG_USEC", "0"))).isEmpty();
    }
}
