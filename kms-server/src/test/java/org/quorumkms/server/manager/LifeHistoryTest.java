package org.quorumkms.server.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.server.store.JdbcStore;

/** Histories of an organisation, on real HSMs and a real database. */
class LifeHistoryTest {

    @TempDir
    private Path folder;

    /**
     * Lives.
     *
     * @param madeBefore whether the system was founded before there were ML-KEM keys; it moves to version 2 in the middle
     */
    private int live(long seed, int steps, int domains, int filesEachStep, boolean madeBefore) {
        System.out.println("history of " + steps + " steps, seed " + seed);
        JdbcStore store = JdbcStore.openSqlite(folder.resolve("store.sqlite"));
        try (TestServer system = madeBefore ? TestServer.madeBefore(store) : new TestServer(store)) {
            Organisation organisation = new Organisation(system, new Random(seed), domains);
            for (int i = 0; i < steps; i++) {
                organisation.step(filesEachStep);
                if (madeBefore && i == steps / 2) {
                    organisation.beginVersion2();
                }
                if (i % 10 == 9) {
                    organisation.operatorsMoveTheirOwn();
                }
            }
            return organisation.decryptAll();
        }
    }

    @Test
    @Tag("ring2")
    @Tag("histories")
    void anOrganisationOfFortySteps() {
        assertThat(live(20261125, 40, 20, 5, true)).isEqualTo(200);
    }

    @Test
    void anOrganisationOfTenSteps() {
        assertThat(live(20261125, 10, 10, 3, true)).isEqualTo(30);
    }

    @Test
    void anotherOneEachTime() {
        assertThat(live(System.nanoTime(), 8, 5, 3, false)).isEqualTo(24);
    }
}
