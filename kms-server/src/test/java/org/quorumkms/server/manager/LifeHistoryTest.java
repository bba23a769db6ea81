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

    private int live(long seed, int steps, int domains, int filesEachStep) {
        System.out.println("history of " + steps + " steps, seed " + seed);
        try (TestServer system = new TestServer(JdbcStore.openSqlite(folder.resolve("store.sqlite")))) {
            Organisation organisation = new Organisation(system, new Random(seed), domains);
            for (int i = 0; i < steps; i++) {
                organisation.step(filesEachStep);
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
        assertThat(live(20261125, 40, 20, 5)).isEqualTo(200);
    }

    @Test
    void anOrganisationOfTenSteps() {
        assertThat(live(20261125, 10, 10, 3)).isEqualTo(30);
    }

    @Test
    void anotherOneEachTime() {
        assertThat(live(System.nanoTime(), 8, 5, 3)).isEqualTo(24);
    }
}
