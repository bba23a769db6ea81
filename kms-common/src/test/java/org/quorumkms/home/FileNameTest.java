package org.quorumkms.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.errors.UsageException;

/** Words of a command line that are not UTF-8, and the files that they name. */
class FileNameTest {

    @TempDir
    private Path folder;

    private static byte[] shown(byte[]... words) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] word : words) {
            all.writeBytes(word);
            all.write(0);
        }
        return all.toByteArray();
    }

    private static byte[] bytes(String latin) {
        return latin.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String replaced(byte[] word) {
        return new String(word, StandardCharsets.UTF_8);
    }

    @Test
    void whatIsTextStaysWhatItIs() {
        String[] words = {"köln", "", "日本", "\ud83d\ude00", "--"};
        assertThat(FileName.words(words)).isEqualTo(words);
        assertThat(words).allMatch(FileName::isText);
        assertThat(FileName.path("köln")).isEqualTo(Path.of("köln"));
    }

    /** U+FFFD itself is a character. */
    @Test
    void whatIsNotTextIsSeenAtItsBytes() {
        byte[] word = bytes("k\u00f6\u00e4ln");
        byte[] genuine = "\ufffd".getBytes(StandardCharsets.UTF_8);
        byte[] mixed = bytes("\u00c3\u00b6\u00ff");
        String[] words = FileName.raw(
                shown(bytes("java"), bytes("-jar"), word, genuine, mixed),
                replaced(word),
                replaced(genuine),
                replaced(mixed));
        assertThat(words).containsExactly("k\udcf6\udce4ln", "\ufffd", "ö\udcff");
        assertThat(FileName.isText(words[0])).isFalse();
        assertThat(FileName.isText(words[1])).isTrue();
        assertThat(FileName.isText(words[2])).isFalse();
    }

    @Test
    void otherWordsThanTheSystemShowsAreRefused() {
        assertThatThrownBy(() -> FileName.raw(shown(bytes("a")), "\ufffd")).isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> FileName.raw(shown(), "\ufffd")).isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> FileName.words("\ufffd"))
                .as("this JVM was not called with it")
                .isInstanceOf(UsageException.class);
    }

    @Test
    void namesAFileByItsBytes() throws Exception {
        Path file = FileName.path(folder + "/d\udcff%?/n\udcf6ö.txt");
        Files.createDirectory(file.getParent());
        Files.writeString(file, "x");
        Process listed = new ProcessBuilder("sh", "-c", "cat $(printf 'd\\377%%?/n\\366\\303\\266.txt')")
                .directory(folder.toFile())
                .start();
        assertThat(listed.getInputStream().readAllBytes()).isEqualTo(bytes("x"));
        Path beside = FileName.path("n\udcf6");
        assertThat(beside.getParent()).isEqualTo(Path.of("").toAbsolutePath());
    }

    @Test
    void whatIsNoNameIsRefused() {
        assertThatThrownBy(() -> FileName.path("a\0b")).isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> FileName.path("a\ud800b")).isInstanceOf(UsageException.class);
    }
}
