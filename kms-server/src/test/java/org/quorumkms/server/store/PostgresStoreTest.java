package org.quorumkms.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.TryAgainException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.testing.TestPostgres;

/** The same rules on PostgreSQL. */
class PostgresStoreTest extends StoreTest {

    private final Map<Integer, String> urls = new HashMap<>();

    @Override
    Store database(int number) {
        return JdbcStore.openShared(urls.computeIfAbsent(number, n -> TestPostgres.freshDatabase()), Optional.empty());
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

    @Test
    void aLostDatabaseIsTriedAgainAndThenRefusedAndComesBack() throws Exception {
        EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
        try (Store store = JdbcStore.openShared(postgres.getJdbcUrl("postgres", "postgres"), Optional.empty())) {
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
