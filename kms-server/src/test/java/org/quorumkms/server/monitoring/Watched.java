package org.quorumkms.server.monitoring;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.TryAgainException;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.net.Address;
import org.quorumkms.server.manager.TestServer;
import org.quorumkms.server.sqlite.SqliteFile;
import org.quorumkms.server.store.JdbcStore;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/** A founded server in this process that is watched, with each trouble that a test may make. */
final class Watched implements AutoCloseable {

    private final Path file;
    private final TurnableClock clock = new TurnableClock();
    private final JdbcStore database;
    private final TestServer server;
    private final Metrics metrics = new Metrics("test");
    private final List<Hsm> hsms;
    private final Set<Thumbprint> files = new HashSet<>();
    private final Pulse pulse;
    private final MonitoringServer http;
    private long free = 10L << 30;
    private Duration certificates = Duration.ofDays(7);
    private boolean closed;
    private boolean lost;
    private Optional<Instant> backup = Optional.empty();

    Watched(Path file) {
        this(file, false);
    }

    Watched(Path file, boolean anonymous) {
        this.file = file;
        this.database = JdbcStore.openSqlite(file);
        this.server = new TestServer(database, clock);
        this.hsms = new ArrayList<>(server.hsms().stream().map(metrics::watched).toList());
        hsms.forEach(hsm -> files.add(hsm.keys().fingerprint()));
        server.log().record(AuditAction.SERVER_START, AuditSubject.NONE);
        Subject subject = new Subject(
                server.genesis(),
                metrics.watched(new Losable()),
                server.log(),
                () -> hsms,
                () -> files,
                () -> Map.of("h1", clock.instant().plus(certificates)),
                () -> closed,
                () -> backup,
                () -> 3,
                () -> 5,
                () -> free,
                clock);
        this.pulse = new Pulse(subject);
        this.pulse.replayOnce();
        this.pulse.look();
        this.pulse.countOnce();
        this.http = MonitoringServer.start(
                Address.parse("127.0.0.1:0"), subject, pulse, metrics, new StatusPage(pulse, "test", anonymous));
    }

    Address address() {
        return http.address();
    }

    /** What it serves now, without HTTP. */
    String metrics() {
        return new String(metrics.text(), StandardCharsets.UTF_8);
    }

    Instant now() {
        return clock.instant();
    }

    void loseHsm() {
        files.remove(hsms.get(0).keys().fingerprint());
        pulse.look();
    }

    /** The token of the one of that number does not answer. */
    void takeToken(int number) {
        Hsm hsm = hsms.get(number);
        hsms.set(number, (Hsm) Proxy.newProxyInstance(
                Hsm.class.getClassLoader(),
                new Class<?>[] {Hsm.class},
                (proxy, method, arguments) -> method.getName().equals("away")
                        ? Optional.of("it does not answer")
                        : method.invoke(hsm, arguments)));
        pulse.look();
    }

    void loseStore() {
        lost = true;
        pulse.look();
    }

    void fillDisk() {
        free = 1 << 20;
        pulse.look();
    }

    void turnClock(Duration by) {
        clock.turn(by);
        pulse.look();
    }

    void endCertificates() {
        certificates = Duration.ofHours(1);
        pulse.look();
    }

    void restore() {
        closed = true;
        pulse.look();
    }

    void backUp() {
        backedUp(Duration.ZERO);
    }

    void backedUp(Duration ago) {
        backup = Optional.of(clock.instant().minus(ago));
    }

    void neverBackedUp() {
        backup = Optional.empty();
    }

    /** Whoever has the database. */
    void changeLog() throws SQLException {
        try (Connection connection = DriverManager.getConnection(SqliteFile.url(file));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE audit_entry SET entry = replace(entry, '\"count\":1', '\"count\":2')");
        }
        pulse.replayOnce();
        pulse.look();
    }

    void call() {
        metrics.answered("OperatorService", "trusts", null, 1_000_000);
        metrics.answered("ClientService", "domains", new RefusedException("no"), 2_000_000);
        hsms.get(0).certifyAuditKey(server.log().id(), Bytes.of(new byte[32]));
    }

    @Override
    public void close() {
        http.close();
        pulse.close();
        server.close();
    }

    private final class Losable implements Store {

        private void require() {
            if (lost) {
                throw new TryAgainException("The server could not reach its store for 10 seconds.");
            }
        }

        @Override
        public <T> T read(Function<Tables, T> work) {
            require();
            return database.read(work);
        }

        @Override
        public <T> T write(Function<Tables, T> work) {
            require();
            return database.write(work);
        }

        @Override
        public void close() {
            database.close();
        }
    }

    private static final class TurnableClock extends Clock {

        private Duration turned = Duration.ZERO;

        void turn(Duration by) {
            turned = turned.plus(by);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(turned);
        }
    }
}
