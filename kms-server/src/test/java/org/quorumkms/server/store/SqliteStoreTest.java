package org.quorumkms.server.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.errors.RefusedException;

/** The same rules on SQLite. */
class SqliteStoreTest extends StoreTest {

    @TempDir
    private Path folder;

    @Override
    Store database(int number) {
        return JdbcStore.openSqlite(folder.resolve(number + ".sqlite"));
    }

    @Test
    void readersCannotWrite() {
        try (Store store = database(0)) {
            assertThatThrownBy(() -> store.read(tables -> tables.trusts().nextId()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("Nothing was changed");
        }
    }

    @Test
    void aDamagedFileIsSaidToBe() throws IOException {
        Files.writeString(folder.resolve("0.sqlite"), "this is not a database, and it is long enough to be one");
        assertThatThrownBy(() -> database(0))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is damaged");
    }
}
