package org.quorumkms.server.manager;

import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.quorumkms.server.store.JdbcStore;
import org.quorumkms.server.store.Store;
import org.quorumkms.testing.TestPostgres;

/** The same rules on PostgreSQL. */
@Tag("ring2")
@Tag("postgres")
class PostgresManagerTest extends ManagerTest {

    @Override
    Store database(int number) {
        return JdbcStore.openShared(TestPostgres.freshDatabase(), Optional::empty);
    }
}
