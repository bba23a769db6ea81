package org.quorumkms.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.TryAgainException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.testing.TestPostgres;

/** The same rules on PostgreSQL. */
class PostgresStoreTest extends StoreTest {

    private final Map<Integer, String> urls = new HashMap<>();

    @Override
    Store database(int number) {
        return JdbcStore.openShared(urls.computeIfAbsent(number, n -> TestPostgres.freshDatabase()), Optional::empty);
    }

    @Test
    void aUrlWithAPasswordIsRefused() {
        for (String url :
                List.of("jdbc:postgresql://db/kms?user=kms&password=secret", "jdbc:postgresql://kms:secret@db/kms")) {
            assertThatThrownBy(() -> JdbcStore.requireShared(url))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("--store-password-file")
                    .hasMessageNotContaining("secret");
        }
        assertThatThrownBy(() -> JdbcStore.requireShared("jdbc:h2:mem:x")).isInstanceOf(UsageException.class);
    }

    /** The password may be changed while a server runs: it is read again for each connection. */
    @Test
    void thePasswordIsReadForEachConnection() throws Exception {
        AtomicInteger read = new AtomicInteger();
        String url = TestPostgres.freshDatabase();
        String database = url.replaceAll(".*/([a-z0-9]+)\\?.*", "$1");
        try (Store store = JdbcStore.openShared(url, () -> {
                    read.incrementAndGet();
                    return Optional.of(Passphrase.ofFirstLine("whatever\n".getBytes(StandardCharsets.UTF_8)));
                });
                Connection admin = DriverManager.getConnection(url);
                Statement statement = admin.createStatement()) {
            assertThat(store.<Integer>write(tables -> tables.trusts().nextId())).isEqualTo(2);
            int before = read.get();
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                    + " AND datname = '" + database + "'");
            assertThat(store.<Integer>write(tables -> tables.trusts().nextId())).isEqualTo(3);
            assertThat(read.get()).isGreaterThan(before);
        }
    }

    /** Each cause in a sentence of its own. */
    @Test
    void whyADatabaseCannotBeOpenedIsSaid() throws Exception {
        String url = TestPostgres.freshDatabase();
        String database = url.replaceAll(".*/([a-z0-9]+)\\?.*", "$1");
        try (Connection admin = DriverManager.getConnection(url);
                Statement statement = admin.createStatement()) {
            statement.execute("CREATE ROLE app_" + database + " LOGIN");
            statement.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        }
        String app = url.replaceAll("user=[a-z]+", "user=app_" + database);
        refused(Map.of(
                app,
                "its user may not make tables there (permission denied for schema public)",
                app.replace(database + "?", "nothing?"),
                "there is no such database",
                url.replaceAll("user=[a-z]+", "user=nobody"),
                "it refuses the user",
                "jdbc:postgresql://127.0.0.1:1/x?user=x",
                "nobody listens there",
                "jdbc:postgresql://nosuch.invalid:1/x?user=x",
                "its host is unknown",
                url + "&sslmode=require",
                "The server does not support SSL"));
        try (Connection admin = DriverManager.getConnection(url);
                Statement statement = admin.createStatement()) {
            statement.execute("ALTER DATABASE " + database + " SET default_transaction_read_only = on");
        }
        refused(Map.of(url, "it is read-only"));
        assertThatThrownBy(() -> JdbcStore.openShared(url, () -> {
                    throw new RefusedException("there is no such file");
                }))
                .hasMessageContaining("cannot be opened: there is no such file");
    }

    /** At once: the pool waits a second after each failure. */
    private static void refused(Map<String, String> reasons) {
        ExecutorService threads = Executors.newFixedThreadPool(reasons.size());
        try {
            List<CompletableFuture<Void>> all = reasons.entrySet().stream()
                    .map(one -> CompletableFuture.runAsync(
                            () -> assertThatThrownBy(() -> JdbcStore.openShared(one.getKey(), Optional::empty))
                                    .isInstanceOf(RefusedException.class)
                                    .hasMessageContaining("cannot be opened: " + one.getValue()),
                            threads))
                    .toList();
            all.forEach(CompletableFuture::join);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aLostDatabaseIsTriedAgainAndThenRefusedAndComesBack() throws Exception {
        EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
        try (Store store = JdbcStore.openShared(postgres.getJdbcUrl("postgres", "postgres"), Optional::empty)) {
            assertThat(store.<Integer>write(tables -> tables.trusts().nextId())).isEqualTo(2);
            try (Connection admin = postgres.getPostgresDatabase().getConnection();
                    Statement statement = admin.createStatement()) {
                // What a crash of the database does to its connections.
                statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                        + " AND backend_type = 'client backend'");
            }
            assertThat(store.<Integer>write(tables -> tables.trusts().nextId())).isEqualTo(3);
            postgres.close();
            assertThatThrownBy(() -> store.write(tables -> tables.trusts().nextId()))
                    .isInstanceOf(TryAgainException.class)
                    .hasMessageContaining("could not reach its store for 10 seconds");
        }
    }
}
