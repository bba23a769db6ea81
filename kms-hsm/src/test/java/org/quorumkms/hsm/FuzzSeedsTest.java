package org.quorumkms.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Replays the committed inputs of the fuzz targets: seeds, and what a campaign found once. */
@Tag("software")
class FuzzSeedsTest {

    static final Path SEEDS = Path.of(System.getProperty("basedir", "."), "src", "test", "fuzz");

    private static final Map<String, Consumer<byte[]>> TARGETS = Map.of(
            "Trusts", FuzzTargets.Trusts::fuzzerTestOneInput,
            "Domains", FuzzTargets.Domains::fuzzerTestOneInput,
            "Orders", FuzzTargets.Orders::fuzzerTestOneInput,
            "Signatures", FuzzTargets.Signatures::fuzzerTestOneInput,
            "Invitations", FuzzTargets.Invitations::fuzzerTestOneInput,
            "Statements", FuzzTargets.Statements::fuzzerTestOneInput,
            "Audit", FuzzTargets.Audit::fuzzerTestOneInput,
            "Contexts", FuzzTargets.Contexts::fuzzerTestOneInput,
            "Ciphertexts", FuzzTargets.Ciphertexts::fuzzerTestOneInput,
            "Files", FuzzTargets.Files::fuzzerTestOneInput);

    @TestFactory
    Stream<DynamicTest> everySeedIsReadOrRefused() {
        return TARGETS.entrySet().stream().flatMap(target -> {
            List<Path> seeds = seeds(target.getKey());
            assertThat(seeds).as("seeds of %s", target.getKey()).isNotEmpty();
            return seeds.stream()
                    .map(seed -> dynamicTest(
                            target.getKey() + "/" + seed.getFileName(),
                            () -> target.getValue().accept(Files.readAllBytes(seed))));
        });
    }

    private static List<Path> seeds(String target) {
        try (Stream<Path> files = Files.list(SEEDS.resolve(target))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
