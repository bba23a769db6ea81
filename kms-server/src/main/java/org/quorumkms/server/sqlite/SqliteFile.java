package org.quorumkms.server.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** An SQLite file by its name. */
public final class SqliteFile {

    private SqliteFile() {}

    /**
     * Returns the JDBC URL of a file, whatever characters its name has; settings follow a question mark
     * (https://sqlite.org/uri.html).
     */
    public static String url(Path file) {
        return "jdbc:sqlite:file:" + file.toAbsolutePath().toUri().getRawPath();
    }

    /**
     * Says why a file cannot be opened, and what to do: each cause in a sentence of its own.
     *
     * @param what is in it, with its name
     * @param damaged what to do where it was read and is damaged
     */
    public static String whyNot(String what, Throwable failure, String damaged) {
        SQLException sql = sql(failure);
        if (sql == null || sql.getErrorCode() == 0) {
            return "The SQLite library cannot be loaded, so " + what + " was not looked at: "
                    + words(innermost(failure)) + ". Build or install the programs again.";
        }
        String begin = Character.toUpperCase(what.charAt(0)) + what.substring(1);
        // https://sqlite.org/rescode.html; the low byte is the primary result code.
        return begin
                + switch (sql.getErrorCode() & 0xFF) {
                    case 11, 26 -> " is damaged (SQLite: " + words(sql) + "). " + damaged;
                    case 8 -> " cannot be written: the file, its folder or its disk is read-only.";
                    case 13 -> " cannot be opened: its disk is full. Make room.";
                    case 10 -> " cannot be read or written: its disk fails (SQLite: " + words(sql) + ").";
                    case 5, 6 -> " is locked by another process. Try again when that has ended.";
                    case 3, 14, 23 ->
                        " cannot be opened: permission denied, or its folder cannot be written."
                                + " Look at the permissions of both.";
                    default -> " cannot be opened: " + words(sql) + ".";
                };
    }

    private static @Nullable SQLException sql(Throwable failure) {
        SQLException found = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && (found == null || sql.getErrorCode() != 0)) {
                found = sql;
            }
        }
        return found;
    }

    private static Throwable innermost(Throwable failure) {
        Throwable inner = failure;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }

    private static String words(Throwable failure) {
        String line = String.valueOf(failure.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .strip();
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }
}
