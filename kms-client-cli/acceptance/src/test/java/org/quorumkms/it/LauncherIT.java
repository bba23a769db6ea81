package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launchers, started from a copy of the tree. */
class LauncherIT {

    private static final String MODULE = "kms-client-cli";

    @TempDir
    private Path folder;

    private void copy(String... commands) throws Exception {
        for (String command : commands) {
            assertThat(new ProcessBuilder("sh", "-c", command)
                            .directory(Kms.ROOT.toFile())
                            .inheritIO()
                            .start()
                            .waitFor())
                    .isZero();
        }
    }

    /** Starts the client, and returns how many of our classes came out of an archive. */
    private long archived() throws IOException, InterruptedException {
        Path log = folder.resolve("classes.log");
        ProcessBuilder builder = new ProcessBuilder(
                folder.resolve("tree/scripts/kms-client").toString(), "--home", folder + "/home", "--version");
        builder.environment().put("KMS_JAVA_OPTS", "-Xlog:class+load:file=" + log);
        builder.redirectOutput(folder.resolve("out").toFile());
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(" org.quorumkms.") && line.contains("shared objects file"))
                    .count();
        }
    }

    /** Its class-data archive was made for another jar: the JVM does not take it, and did not say so, for ever. */
    @Test
    @Tag("ring2")
    @Tag("campaigns")
    void aCopiedTreeMakesItsOwnArchive() throws Exception {
        Path target = folder.resolve("tree/" + MODULE + "/target");
        Files.createDirectories(target);
        copy(
                "cp -r scripts " + folder + "/tree/",
                "cp -r " + MODULE + "/target/" + MODULE + "-app.jar " + MODULE + "/target/native " + target);
        archived();
        await().atMost(Duration.ofSeconds(60)).until(() -> archived() > 10);
        for (List<String> moved : List.of(
                List.of("cp -r " + folder + "/tree " + folder + "/copied"),
                List.of(
                        "mkdir " + folder + "/copied",
                        "tar -C " + folder + "/tree -c . | tar -C " + folder + "/copied -x"))) {
            copy(moved.toArray(String[]::new));
            copy(
                    "rm -r " + folder + "/tree",
                    "mv " + folder + "/copied " + folder + "/tree",
                    "touch " + target + "/*.jar");
            assertThat(archived()).isZero();
            await().atMost(Duration.ofSeconds(60)).until(() -> archived() > 10);
        }
    }
}
