package org.quorumkms.it.campaign;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.quorumkms.it.system.Cluster;
import org.quorumkms.it.system.Node;

/** Kills servers, or their database, with -9 at random moments while others write, and looks for what was answered. */
final class CrashCampaign {

    private final Cluster cluster;
    private final boolean killDatabase;
    private final Random random;
    private final Consumer<String> out;

    CrashCampaign(Cluster cluster, boolean killDatabase, long seed, Consumer<String> out) {
        this.cluster = cluster;
        this.killDatabase = killDatabase;
        this.random = new Random(seed);
        this.out = out;
        out.accept("seed " + seed);
    }

    /**
     * Returns how many answers were found again at the end.
     *
     * @param rounds how many crashes
     * @param examineEvery after how many of them doctor is called; it is always called at the end
     */
    int run(int rounds, int examineEvery) throws IOException, InterruptedException {
        Ledger ledger = new Ledger();
        Writers writers = new Writers(cluster, ledger);
        for (int round = 1; round <= rounds; round++) {
            TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(1_800));
            int before = ledger.size();
            ledger.longestGap();
            long begin = System.nanoTime();
            crash();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            int turn = round % cluster.nodes().size();
            int found = ledger.require(cluster.operator(turn));
            boolean examined = round % examineEvery == 0;
            if (examined) {
                cluster.nodes().get(turn).requireHealthy();
            }
            writers.requireWell();
            out.accept("round " + round + ": killed after " + before + " answers; back in " + millis + " ms, "
                    + ledger.longestGap() + " ms without an answer; all " + found + " answers there"
                    + (examined ? "; doctor: well" : ""));
        }
        writers.end();
        int kept = ledger.require(cluster.operator(0));
        for (Node node : cluster.nodes()) {
            node.requireHealthy();
        }
        out.accept("in the end all " + kept + " answers are there, none was carried out twice, doctor is content");
        return kept;
    }

    private void crash() throws IOException, InterruptedException {
        if (killDatabase) {
            cluster.database().crash();
        } else {
            Node victim = cluster.nodes().get(random.nextInt(cluster.nodes().size()));
            victim.kill();
            victim.start();
        }
    }
}
