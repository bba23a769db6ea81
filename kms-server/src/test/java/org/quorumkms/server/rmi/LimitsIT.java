package org.quorumkms.server.rmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.TryAgainException;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.net.AcceptedServers;
import org.quorumkms.net.Address;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.net.Dialer;
import org.quorumkms.net.RegistryAccess;
import org.quorumkms.net.ServicePool;
import org.quorumkms.remote.OperatorService;
import org.quorumkms.server.manager.TestServer;
import org.quorumkms.server.net.ServerIdentity;
import org.quorumkms.server.store.JdbcStore;
import org.quorumkms.server.store.Store;

/** A server that has enough to do says so at once, and one that stops finishes what it began. */
class LimitsIT {

    @TempDir
    private Path folder;

    private final SecureRandom random = new SecureRandom();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Gate gate;
    private TestServer system;
    private Address address;
    private RmiServer server;

    /** A store whose reads wait as long as it is shut: so that calls are under way as long as a test likes. */
    private static final class Gate implements Store {

        private final Store behind;
        private final AtomicInteger waiting = new AtomicInteger();
        private volatile CountDownLatch shut = new CountDownLatch(0);

        Gate(Store behind) {
            this.behind = behind;
        }

        @Override
        public <T> T read(Function<Tables, T> work) {
            waiting.incrementAndGet();
            try {
                if (!shut.await(60, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("the gate stayed shut");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            } finally {
                waiting.decrementAndGet();
            }
            return behind.read(work);
        }

        @Override
        public <T> T write(Function<Tables, T> work) {
            return behind.write(work);
        }

        @Override
        public void close() {
            behind.close();
        }
    }

    @BeforeEach
    void start() throws IOException {
        gate = new Gate(JdbcStore.openSqlite(folder.resolve("store.sqlite")));
        system = new TestServer(gate);
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = new Address("127.0.0.1", probe.getLocalPort());
        }
        Hsm hsm = system.hsm();
        ServerIdentity identity = new ServerIdentity(
                ConnectionKey.generate(Instant.now(), random),
                () -> List.of(new ServerIdentity.Issuer(
                        hsm.certificate(),
                        (key, validity) -> hsm.issueServerCertificate(key, validity.from(), validity.until()))),
                Clock.systemUTC());
        server = RmiServer.start(address, identity, system.manager(), Limits.of(2, 1), CallObserver.NONE, random);
    }

    @AfterEach
    void stop() throws InterruptedException {
        gate.shut.countDown();
        server.stop(Duration.ofSeconds(5));
        threads.shutdownNow();
        system.close();
    }

    private Dialer dialer() {
        Set<org.quorumkms.signed.Thumbprint> hsms =
                Set.of(system.hsm().keys().signing().thumbprint());
        return new Dialer(
                ConnectionKey.generate(Instant.now(), random),
                () -> new AcceptedServers(hsms, Set.of()),
                Clock.systemUTC());
    }

    private OperatorService service(Dialer dialer) {
        return RegistryAccess.lookup(dialer, List.of(address), OperatorService.class, OperatorService.NAME);
    }

    /** A call that is under way until the gate opens. */
    private Future<?> underWay(OperatorService service, int number) {
        Future<?> call = threads.submit(service::trusts);
        await().until(() -> gate.waiting.get() == number);
        return call;
    }

    private static void requireAnswered(Future<?> call) {
        assertThatThrownBy(() -> call.get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(RefusedException.class)
                .hasMessageContaining("is not an operator's");
    }

    @Test
    void whoComesWhenItIsEnoughIsToldToTryAgainAtOnce() {
        OperatorService one = service(dialer());
        OperatorService other = service(dialer());
        Dialer third = dialer();
        gate.shut = new CountDownLatch(1);
        Future<?> first = underWay(one, 1);
        assertThatThrownBy(one::trusts)
                .isInstanceOf(TryAgainException.class)
                .hasMessageContaining("1 calls of this key");
        Future<?> second = underWay(other, 2);
        OperatorService busy = service(third);
        assertThatThrownBy(busy::trusts)
                .isInstanceOf(TryAgainException.class)
                .hasMessageContaining("The server is busy with 2 calls, the most it takes. Try again in a moment.");
        ServicePool<OperatorService> patient =
                new ServicePool<>(third, List.of(address), OperatorService.class, OperatorService.NAME);
        Future<?> later = threads.submit(() -> patient.call(OperatorService::trusts));
        gate.shut.countDown();
        requireAnswered(first);
        requireAnswered(second);
        requireAnswered(later);
    }

    @Test
    void aStopFinishesTheCallsUnderWayAndRefusesOthers() throws Exception {
        OperatorService one = service(dialer());
        OperatorService other = service(dialer());
        OperatorService third = service(dialer());
        gate.shut = new CountDownLatch(1);
        Future<?> first = underWay(one, 1);
        Future<?> second = underWay(other, 2);
        Future<?> stopped = threads.submit(() -> {
            server.stop(Duration.ofSeconds(30));
            return null;
        });
        await().untilAsserted(() -> assertThatThrownBy(third::trusts)
                .isInstanceOf(TryAgainException.class)
                .hasMessageContaining("stopping"));
        assertThat(stopped.isDone()).isFalse();
        gate.shut.countDown();
        requireAnswered(first);
        requireAnswered(second);
        stopped.get(60, TimeUnit.SECONDS);
    }
}
