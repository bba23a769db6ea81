package org.quorumkms.server.doctor;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.server.manager.TestServer;
import org.quorumkms.server.store.JdbcStore;

/** A test over a store with a server that was founded in it. */
abstract class OverAServer {

    /** A folder of the test's own, with the store. */
    @TempDir
    Path folder;

    /** The store. */
    JdbcStore store;

    /** The server. */
    TestServer server;

    @BeforeEach
    void found() {
        store = JdbcStore.openSqlite(folder.resolve("store.sqlite"));
        server = new TestServer(store);
    }

    @AfterEach
    void close() {
        server.close();
    }
}
