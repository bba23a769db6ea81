package org.quorumkms.server.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random histories, each from a printed seed: three servers' memories, two consoles, three clients, an adversary who rolls rows
 * back, swaps them and replays, with a removed controller's key and a dropped HSM ({@link RandomHistory}). In a third of them
 * servers are killed between commit, memory and answer.
 *
 * <p>{@code -Dhistories=N} has N of them, {@code -Dhistories.seed=S} begins with that seed: the same one is the same history, as
 * far as no clock decides.
 */
class HistoriesTest {

    private static final int STEPS = 30;

    @TempDir
    private Path folder;

    @Test
    void whatWasSeenStaysSeenAndHonestWorkGoesOn() throws Exception {
        int count = Integer.getInteger("histories", 9);
        long first = Long.getLong("histories.seed", System.nanoTime());
        System.out.println(count + " histories of " + STEPS + " steps, from seed " + first);
        List<Integer> lengths = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long seed = first + i;
            Path own = Files.createDirectory(folder.resolve(Integer.toString(i)));
            try (RandomHistory history = new RandomHistory(own, seed, i % 3 == 2)) {
                try {
                    history.live(STEPS);
                } catch (AssertionError | RuntimeException broken) {
                    throw new AssertionError(
                            "history of seed " + seed + " (number " + i + "): " + broken.getMessage() + "\n  "
                                    + String.join("\n  ", history.trace()),
                            broken);
                }
                lengths.add(history.trace().size());
            }
        }
        assertThat(lengths).hasSize(count).allMatch(length -> length >= STEPS);
    }
}
