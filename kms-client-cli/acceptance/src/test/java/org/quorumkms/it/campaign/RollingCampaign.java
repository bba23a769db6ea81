package org.quorumkms.it.campaign;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.quorumkms.it.system.Cluster;
import org.quorumkms.it.system.Node;

/** Clients that encrypt and decrypt without pause while each server is killed and started again in turn. */
final class RollingCampaign {

    private static final int CLIENTS = 4;

    private final Cluster cluster;
    private final Consumer<String> out;

    RollingCampaign(Cluster cluster, Consumer<String> out) {
        this.cluster = cluster;
        this.out = out;
    }

    /** Returns how many files went through. */
    int run(int laps) throws InterruptedException {
        Readers readers = new Readers(cluster, CLIENTS);
        for (int lap = 1; lap <= laps; lap++) {
            for (Node node : cluster.nodes()) {
                TimeUnit.MILLISECONDS.sleep(500);
                int before = readers.files();
                node.kill();
                TimeUnit.MILLISECONDS.sleep(500);
                int without = readers.files() - before;
                node.start();
                out.accept("lap " + lap + ", " + node.home().getFileName() + " killed and started again: " + without
                        + " files meanwhile in half a second without it, " + readers.files() + " in all");
                readers.requireWell();
            }
        }
        readers.end();
        out.accept(readers.files() + " files encrypted and decrypted, 0 failed, 0 wrong bytes; the longest call took "
                + readers.longest() + " ms");
        return readers.files();
    }
}
