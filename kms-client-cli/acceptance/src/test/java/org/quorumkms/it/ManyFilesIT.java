package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.testing.JsonTree;

/** Many files at once: folders, links, what fails, what was there, and a server that goes away. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManyFilesIT {

    private static final int MANY = 60;

    private Path folder;
    private FoundedSystem system;
    private Kms kms;
    private int round;
    private String in;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        system = new FoundedSystem(folder);
        kms = system.kms();
    }

    @AfterAll
    void stop() throws InterruptedException {
        system.stop();
    }

    /** A folder with another below it, and a link. */
    @BeforeEach
    void files() throws IOException {
        in = "in" + ++round;
        Files.createDirectories(folder.resolve(in).resolve("sub"));
        for (int i = 0; i < MANY; i++) {
            Files.writeString(folder.resolve(in).resolve(i % 3 == 0 ? "sub/f" + i : "f" + i), "file " + i);
        }
        Files.write(folder.resolve(in).resolve("large"), new byte[3_000_000]);
        Files.write(folder.resolve(in).resolve("empty"), new byte[0]);
        Files.createSymbolicLink(folder.resolve(in).resolve("link"), Path.of("f1"));
    }

    private Kms.Result client(Object... words) {
        return kms.client("client", words);
    }

    private List<Map<?, ?>> lines(Kms.Result result) {
        return result.out()
                .lines()
                .<Map<?, ?>>map(line -> (Map<?, ?>) JsonTree.parse(line))
                .toList();
    }

    @Test
    void aFolderGoesThereAndBack() throws IOException {
        client("encrypt", "-r", in, "-o", "enc" + round, "-c", "file={path}", "-c", "name={name}")
                .ok()
                .says(in + "/link is a link, and was left out")
                .says(MANY + 2 + " files were encrypted.");
        Path one = folder.resolve("enc" + round).resolve(in).resolve("sub/f3.kms");
        assertThat(client("inspect", one, "--output", "json").ok().json().get("context"))
                .isEqualTo(Map.of("file", in + "/sub/f3", "name", "f3"));
        client("decrypt", "-r", "enc" + round, "-o", "dec" + round, "--quiet").ok();
        Path back = folder.resolve("dec" + round).resolve("enc" + round).resolve(in);
        Files.delete(folder.resolve(in).resolve("link"));
        kms.shell("diff -r " + folder.resolve(in) + " " + back).ok();
        assertThat(Files.getPosixFilePermissions(back.resolve("f1"))).hasSize(2);
        try (Stream<Path> all = Files.walk(folder)) {
            assertThat(all).noneMatch(path -> path.toString().endsWith(".tmp"));
        }
    }

    @Test
    void aFolderIsEncryptedAnew() throws IOException {
        client("encrypt", "-r", in, "-o", "enc" + round).ok();
        Path sealed = folder.resolve("enc" + round).resolve(in);
        byte[] before = Files.readAllBytes(sealed.resolve("sub/f3.kms"));
        Files.createSymbolicLink(sealed.resolve("link.kms"), Path.of("f1.kms"));
        Files.writeString(sealed.resolve("notes.txt"), "not encrypted");
        client("reencrypt", "enc" + round, in).exits(1).says("enc" + round + " is a folder. Say -r");
        client("reencrypt", "-r", "enc" + round)
                .ok()
                .says("link.kms is a link, and was left out")
                .says(MANY + 2 + " of " + (MANY + 2) + " files were encrypted anew.");
        assertThat(Files.readAllBytes(sealed.resolve("sub/f3.kms"))).isNotEqualTo(before);
        assertThat(sealed.resolve("notes.txt")).hasContent("not encrypted");
        client("decrypt", "-r", "enc" + round, "-o", "anew" + round, "--quiet").ok();
        Files.delete(folder.resolve(in).resolve("link"));
        kms.shell("diff -r " + folder.resolve(in) + " "
                        + folder.resolve("anew" + round).resolve("enc" + round).resolve(in))
                .ok();
    }

    @Test
    void whatFailsHasALineAndStopsNoOther() throws IOException {
        String bad = in + "/bad.kms";
        Files.writeString(folder.resolve(bad), "no message");
        client("encrypt", in + "/f1", in + "/f2", in + "/nothere", in + "/sub")
                .exits(1)
                .says(in + "/nothere: Could not read")
                .says(in + "/sub is a folder. Say -r")
                .says("2 files were encrypted, 2 failed.");
        assertThat(client("encrypt", in + "/f4", in + "/f5", "--quiet").ok().err())
                .isEmpty();
        client("encrypt", in + "/f7", in + "/nothere", "--quiet")
                .exits(1)
                .says(in + "/nothere: Could not read")
                .says("1 files were encrypted, 1 failed.");
        Kms.Result mixed = client("decrypt", in + "/f1.kms", bad, "-o", "out" + round, "--output", "json")
                .exits(4);
        assertThat(lines(mixed))
                .hasSize(2)
                .anySatisfy(line -> assertThat(line.get("bytes")).hasToString("6"));
        assertThat(lines(mixed))
                .anySatisfy(line ->
                        assertThat(((Map<?, ?>) line.get("error")).get("exit")).hasToString("4"));
        client("decrypt", in + "/f1", in + "/f2.kms", "-o", "other" + round)
                .exits(1)
                .says("does not end with .kms")
                .says("1 files were decrypted, 1 failed.");
        client("decrypt", bad, in + "/f2.kms", "--skip-existing").exits(4).says("1 were there already, 1 failed");
    }

    @Test
    void whatIsThereIsRefusedOrLeftOut() throws IOException {
        client("encrypt", in + "/f1", in + "/f2").ok();
        byte[] first = Files.readAllBytes(folder.resolve(in + "/f1.kms"));
        client("encrypt", in + "/f1", in + "/f4").exits(1).says("exists").says("1 files were encrypted, 1 failed.");
        Kms.Result again = client("encrypt", "-r", in, "--skip-existing", "--output", "json")
                .ok();
        assertThat(lines(again).stream().filter(line -> Boolean.TRUE.equals(line.get("skipped"))))
                .hasSize(3);
        assertThat(folder.resolve(in + "/f1.kms")).hasBinaryContent(first);
        client("encrypt", "-r", in, "--skip-existing").ok().says("0 files were encrypted, " + (MANY + 2));
    }

    @Test
    void aSourceIsRemovedWhenItsResultIsThereOnly() throws IOException {
        Files.writeString(folder.resolve(in + "/f2.kms"), "is there");
        client("encrypt", in + "/f1", in + "/f2", "--remove-source").exits(1);
        assertThat(folder.resolve(in + "/f1")).doesNotExist();
        assertThat(folder.resolve(in + "/f2")).exists();
        client("decrypt", in + "/f1.kms", "--remove-source").ok();
        assertThat(folder.resolve(in + "/f1")).hasContent("file 1");
        assertThat(folder.resolve(in + "/f1.kms")).doesNotExist();
    }

    @Test
    void standardInputAndOutputAreNotMany() {
        for (String words :
                List.of("encrypt - f", "encrypt -r", "encrypt -r in -o -", "encrypt -r in -o client/pins.json")) {
            client(Arrays.stream(words.split(" ")).toArray()).exits(2);
        }
        client("encrypt", "-c", "file={name}", "-o", "x" + round).exits(1).says("standard input has none");
    }

    @Test
    void whereNoServerIsReachedNothingFurtherIsBegun() throws Exception {
        Kms.stop(system.server());
        try {
            Kms.Result result = client("encrypt", "-r", in).exits(1).says("The rest was not begun.");
            assertThat(result.err().lines().filter(line -> line.contains("No server could be reached")))
                    .hasSizeLessThan(64);
            try (Stream<Path> all = Files.walk(folder.resolve(in))) {
                assertThat(all).noneMatch(path -> path.toString().matches(".*(kms|tmp)"));
            }
        } finally {
            system.serveAgain();
        }
        client("encrypt", "-r", in, "--skip-existing").ok();
    }
}
