package org.quorumkms.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.errors.RefusedException;

/** Commands.md, "Output files": refused without force, written into where it is no regular file, links followed. */
class OutputFileTest {

    @TempDir
    private Path folder;

    private static String write(OutputFile file, String text) throws IOException {
        return file.write(out -> {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            return text;
        });
    }

    private static void await(CountDownLatch all) throws IOException {
        try {
            if (!all.await(10, TimeUnit.SECONDS)) {
                throw new IOException("the others do not come");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private List<String> listing() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void aNewFileIsItsOwnersOnly_andAloneThere() throws IOException {
        Path file = folder.resolve("new");
        assertThat(write(OutputFile.of(file, false, note -> {}), "a")).isEqualTo("a");
        assertThat(file).hasContent("a");
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(listing()).containsExactly("new");
    }

    @Test
    void anExistingFileIsRefused_orReplacedWithItsMode() throws IOException {
        Path file = Files.writeString(folder.resolve("there"), "before");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> write(OutputFile.of(file, false, note -> {}), "after"))
                .isInstanceOf(RefusedException.class)
                .hasMessage(file + " exists. Name another, or use --force to replace it.");
        assertThat(file).hasContent("before");
        write(OutputFile.of(file, true, note -> {}), "after");
        assertThat(file).hasContent("after");
        assertThat(mode(file)).isEqualTo("rw-r-----");
        assertThat(listing()).containsExactly("there");
    }

    @Test
    void whatALinkLeadsToIsWritten_andTheLinkStays() throws IOException {
        Path target = Files.writeString(folder.resolve("target"), "before");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("target"));
        assertThatThrownBy(() -> OutputFile.of(link, false, note -> {}).requireFree())
                .isInstanceOf(RefusedException.class);
        write(OutputFile.of(link, true, note -> {}), "after");
        assertThat(target).hasContent("after");
        assertThat(Files.isSymbolicLink(link)).isTrue();
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), Path.of("nowhere"));
        assertThatThrownBy(() -> write(OutputFile.of(dangling, false, note -> {}), "x"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is a link that leads nowhere");
        write(OutputFile.of(dangling, true, note -> {}), "x");
        assertThat(folder.resolve("nowhere")).hasContent("x");
        Path circle = Files.createSymbolicLink(folder.resolve("circle"), Path.of("circle"));
        assertThatThrownBy(() -> write(OutputFile.of(circle, true, note -> {}), "x"))
                .isInstanceOf(IOException.class);
    }

    /** As root, `decrypt --force -o /dev/null` made a file of it. */
    @Test
    void aFifoIsWrittenInto_neverReplaced_andNeedsNoForce() throws Exception {
        Path fifo = folder.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        Path link = Files.createSymbolicLink(folder.resolve("to-fifo"), Path.of("fifo"));
        for (OutputFile file : List.of(OutputFile.of(fifo, false, note -> {}), OutputFile.of(link, true, note -> {}))) {
            assertThat(file.isStream()).isTrue();
            Process reader = new ProcessBuilder("cat", fifo.toString()).start();
            write(file, "through");
            assertThat(new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("through");
            assertThat(reader.waitFor(10, TimeUnit.SECONDS)).isTrue();
            BasicFileAttributes still =
                    Files.readAttributes(fifo, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            assertThat(still.isOther()).isTrue();
        }
        assertThat(listing()).containsExactly("fifo", "to-fifo");
        assertThat(OutputFile.of(Path.of("/dev/null"), true, note -> {}).isStream())
                .isTrue();
        assertThat(OutputFile.of(Path.of("/dev/stdout"), true, note -> {}).isStream())
                .isTrue();
        assertThat(OutputFile.of(Path.of("/dev/shm/new"), true, note -> {}).isStream())
                .as("a file system in memory has files as any other")
                .isFalse();
        assertThat(OutputFile.of(Path.of("/dev/fd/7"), true, note -> {}).isStream())
                .isTrue();
        assertThat(OutputFile.of(Path.of("/proc/self/fd/7"), true, note -> {}).isStream())
                .isTrue();
    }

    @Test
    void aFolderIsRefused() {
        assertThatThrownBy(() -> OutputFile.of(folder, true, note -> {}).requireFree())
                .isInstanceOf(RefusedException.class)
                .hasMessage(folder + " is a folder. Name a file.");
    }

    @Test
    void whatFailsLeavesNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("kept"), "before");
        assertThatThrownBy(() -> OutputFile.of(file, true, note -> {}).write(out -> {
                    out.write(1);
                    throw new IOException("disk full");
                }))
                .isInstanceOf(IOException.class);
        assertThat(file).hasContent("before");
        assertThat(listing()).containsExactly("kept");
    }

    /** To look whether it is there and to make it are one: of many at once, one makes it. */
    @Test
    void ofManyAtOnceWithoutForceOneMakesIt() throws Exception {
        Path file = folder.resolve("one");
        CountDownLatch ready = new CountDownLatch(8);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<String>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String text = "writer " + i;
            Callable<String> writer =
                    () -> OutputFile.of(file, false, note -> {}).write(out -> {
                        ready.countDown();
                        // All of them have found the name free.
                        await(ready);
                        out.write(text.getBytes(StandardCharsets.UTF_8));
                        return text;
                    });
            all.add(threads.submit(writer));
        }
        List<String> made = new ArrayList<>();
        for (Future<String> one : all) {
            try {
                made.add(one.get(30, TimeUnit.SECONDS));
            } catch (ExecutionException refused) {
                assertThat(refused).hasCauseInstanceOf(RefusedException.class);
            }
        }
        threads.shutdown();
        assertThat(made).hasSize(1);
        assertThat(file).hasContent(made.get(0));
        assertThat(listing()).containsExactly("one");
    }
}
