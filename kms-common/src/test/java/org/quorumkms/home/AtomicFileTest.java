package org.quorumkms.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is replaced is whole at every moment, and looks as it did. */
class AtomicFileTest {

    private static final FileTime THEN = FileTime.fromMillis(1_500_000_000_000L);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void make() throws IOException {
        file = Files.writeString(folder.resolve("file"), "before");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Files.setLastModifiedTime(file, THEN);
    }

    private static String after(FileChannel channel) throws IOException {
        channel.write(ByteBuffer.wrap("after".getBytes(StandardCharsets.US_ASCII)));
        return "done";
    }

    private void nothingElseIsThere() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void keepsItsPermissionAndItsTime() throws IOException {
        assertThat(AtomicFile.replace(file, note -> {}, AtomicFileTest::after)).isEqualTo("done");
        assertThat(file).hasContent("after");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(THEN);
        nothingElseIsThere();
    }

    @Test
    void isLeftAsItIsWhereTheNewOneFails() throws IOException {
        assertThatThrownBy(() -> AtomicFile.replace(file, note -> {}, channel -> {
                    after(channel);
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");
        assertThat(file).hasContent("before");
        nothingElseIsThere();
    }

    @Test
    void isLeftAsItIsWhereItWasChangedMeanwhile() throws IOException {
        assertThatThrownBy(() -> AtomicFile.replace(file, note -> {}, channel -> {
                    Files.writeString(file, "another");
                    return after(channel);
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("changed meanwhile");
        assertThat(file).hasContent("another");
        nothingElseIsThere();
    }
}
