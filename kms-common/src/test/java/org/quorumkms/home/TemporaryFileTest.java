package org.quorumkms.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are being written, and what is left of those that were. */
class TemporaryFileTest {

    @TempDir
    private Path folder;

    private List<String> removed() throws Exception {
        List<String> notes = new ArrayList<>();
        TemporaryFile.removeLeftovers(folder, notes::add);
        return notes;
    }

    private Path left(String name) throws Exception {
        return Files.writeString(folder.resolve(name), "half");
    }

    private static Process ended() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        return process;
    }

    @Test
    void isRemovedUnlessItGotAName() throws Exception {
        try (TemporaryFile file = TemporaryFile.make(folder, "name")) {
            assertThat(file.path().getFileName().toString())
                    .startsWith(".name.kms-" + ProcessHandle.current().pid() + "-");
            assertThat(removed()).as("its maker lives").isEmpty();
            assertThat(file.path()).exists();
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void oneWhoseMakerIsGoneIsRemovedAndNamed() throws Exception {
        Path left = left(".a.kms-" + ended().pid() + "-12ab.tmp");
        assertThat(removed()).singleElement().asString().contains(String.valueOf(left.getFileName()));
        assertThat(left).doesNotExist();
    }

    /** The number of the maker is another process's by now. */
    @Test
    void oneThatIsOlderThanTheProcessOfThatNumberIsRemoved() throws Exception {
        Path left = left(".a.kms-" + ProcessHandle.current().pid() + "-12ab.tmp");
        assertThat(removed()).isEmpty();
        Files.setLastModifiedTime(left, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        assertThat(removed()).hasSize(1);
    }

    /** In another container or on another host its number says nothing, but the file is locked. */
    @Test
    void oneThatSomebodyHasLockedStays() throws Exception {
        Path locked = left(".a.kms-" + ended().pid() + "-12ab.tmp");
        Process holder = LockHolder.start(locked);
        assertThat(holder.inputReader().readLine()).isEqualTo("locked");
        assertThat(removed()).isEmpty();
        holder.getOutputStream().close();
        holder.waitFor();
        assertThat(removed()).hasSize(1);
    }

    @Test
    void whatIsNotOursStays() throws Exception {
        long pid = ended().pid();
        left("a.kms-" + pid + "-12ab.tmp");
        left(".a.kms-" + pid + "-12AB.tmp");
        left(".a.kms-x-12ab.tmp");
        left(".a.kms-" + pid + "-12ab.tmp.kms");
        Files.createDirectory(folder.resolve(".b.kms-" + pid + "-12ab.tmp"));
        Files.createSymbolicLink(folder.resolve(".c.kms-" + pid + "-12ab.tmp"), Path.of("a.kms"));
        assertThat(removed()).isEmpty();
    }
}
