package org.quorumkms.server.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.server.store.JdbcStore;

/** Which file is opened, and why it is not. */
class SqliteFileTest {

    @TempDir
    private Path folder;

    /** A folder named s?h=1 got a second store. */
    @Test
    void theFileOfThatNameIsOpened() throws Exception {
        Path odd = Files.createDirectories(folder.resolve("s?h=1#%41 ö"));
        try (Connection made =
                DriverManager.getConnection(SqliteFile.url(odd.resolve("a?b.sqlite")) + "?journal_mode=WAL")) {
            assertThat(made.createStatement().execute("CREATE TABLE t (x TEXT)"))
                    .isFalse();
        }
        assertThat(odd.resolve("a?b.sqlite")).exists();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "11, is damaged (SQLite: words). Do this.",
        "26, is damaged (SQLite: words). Do this.",
        "8, 'cannot be written: the file, its folder or its disk is read-only.'",
        "1032, 'cannot be written: the file, its folder or its disk is read-only.'",
        "13, cannot be opened: its disk is full. Make room.",
        "10, its disk fails (SQLite: words)",
        "5, is locked by another process",
        "14, permission denied",
        "1, 'cannot be opened: words.'"
    })
    void eachCauseHasItsSentence(int code, String sentence) {
        String said = SqliteFile.whyNot(
                "the store f", new IllegalStateException(new SQLException("words.", null, code)), "Do this.");
        assertThat(said).startsWith("The store f ").contains(sentence);
        assertThat(said.contains("Do this")).isEqualTo(sentence.contains("Do this"));
    }

    @Test
    void aLibraryThatDoesNotLoadIsNoDamage() {
        assertThat(SqliteFile.whyNot(
                        "the store f",
                        new SQLException("open", new UnsatisfiedLinkError("/tmp is noexec")),
                        "Restore it."))
                .contains("was not looked at: /tmp is noexec")
                .doesNotContain("Restore");
    }

    @Test
    void aDamagedStoreIsSaidToBe() throws Exception {
        Path file = folder.resolve("store.sqlite");
        Files.writeString(file, "this is no database ".repeat(500));
        assertThatThrownBy(() -> JdbcStore.openSqlite(file))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is damaged")
                .hasMessageContaining("Restore it from a backup");
    }
}
