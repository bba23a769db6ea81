package org.quorumkms.it.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.it.system.Cluster;
import org.quorumkms.it.system.Database;

/** A few rounds of what scripts/crash-test runs for long. */
@Tag("ring2")
@Tag("larger")
@Tag("campaigns")
class CampaignIT {

    @TempDir
    private Path folder;

    private final List<String> said = new ArrayList<>();

    @Test
    void threeCrashesLoseNothing() throws Exception {
        Cluster system = new Cluster(folder.resolve("system"), Database.sqlite(), 1);
        assertThat(new CrashCampaign(system, false, 1, said::add).run(3, 4)).isPositive();
        assertThat(said).hasSize(5).last().asString().contains("none was carried out twice");
        system.stop();
    }

    @Test
    void twoHundredDomainsAreMovedOnceThoughTheConsoleIsKilled() throws Exception {
        Cluster system = new Cluster(folder.resolve("system"), Database.sqlite(), 1);
        new RewrapCampaign(system, said::add).run(200);
        assertThat(said).hasSize(1).last().asString().contains("none failed");
        system.stop();
    }
}
