package org.quorumkms.server.manager;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.server.store.JdbcStore;
import org.quorumkms.server.store.Store;

/** The same rules on SQLite. */
class SqliteManagerTest extends ManagerTest {

    @TempDir
    private Path folder;

    @Override
    Store database(int number) {
        return JdbcStore.openSqlite(folder.resolve(number + ".sqlite"));
    }
}
