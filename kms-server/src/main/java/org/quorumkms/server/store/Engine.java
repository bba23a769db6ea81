package org.quorumkms.server.store;

import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;

/** What differs between the databases: how connections are opened, and what their failures mean. */
enum Engine {
    /**
     * A file: one writer whose transactions begin as writing ones, so that none is refused half-way, and readers beside
     * it (write-ahead log); every commit is synchronous.
     */
    SQLITE {
        @Override
        PoolSettings writer(String url) {
            return new PoolSettings(url + SQLITE_SETTINGS + "&transaction_mode=IMMEDIATE", 1, false, Optional.empty());
        }

        @Override
        PoolSettings reader(String url) {
            return new PoolSettings(url + SQLITE_SETTINGS + "&open_mode=1", 4, true, Optional.empty());
        }

        @Override
        Trouble troubleOf(SQLException failure) {
            // https://sqlite.org/rescode.html; the low byte is the primary result code.
            return switch (failure.getErrorCode() & 0xFF) {
                case 5, 6 -> Trouble.CONFLICT;
                case 13 -> Trouble.NO_ROOM;
                case 8, 10, 14 -> Trouble.NOT_WRITABLE;
                default -> Trouble.OTHER;
            };
        }
    },

    /**
     * A server that speaks PostgreSQL's protocol. Writers see what others committed while they waited (READ COMMITTED),
     * since constraints and compare-and-set decide races; readers see one state.
     */
    POSTGRESQL {
        @Override
        PoolSettings writer(String url) {
            return new PoolSettings(url, 8, false, Optional.of("TRANSACTION_READ_COMMITTED"));
        }

        @Override
        PoolSettings reader(String url) {
            return new PoolSettings(url, 8, true, Optional.of("TRANSACTION_REPEATABLE_READ"));
        }

        @Override
        Trouble troubleOf(SQLException failure) {
            // PostgreSQL manual, appendix A: error codes.
            String state = failure.getSQLState() == null ? "" : failure.getSQLState();
            return switch (state) {
                case "23503", "23505", "40001", "40P01", "55P03", "57014" -> Trouble.CONFLICT;
                case "53100" -> Trouble.NO_ROOM;
                case "58030" -> Trouble.NOT_WRITABLE;
                // Stopped, crashed, starting, full, or no longer the primary.
                case "57P01", "57P02", "57P03", "57P05", "25P03", "40003", "53300", READ_ONLY -> Trouble.LOST;
                default -> state.isEmpty() || state.startsWith("08") ? Trouble.LOST : Trouble.OTHER;
            };
        }
    };

    /** The SQLState of a write in a read-only transaction: the server at the other end is a standby. */
    static final String READ_ONLY = "25006";

    private static final String SQLITE_SETTINGS =
            "?journal_mode=WAL&synchronous=FULL&busy_timeout=10000&foreign_keys=on";

    /** What went wrong. */
    enum Trouble {
        /** Another transaction was faster: again. */
        CONFLICT,
        /** The database cannot be reached: again, for a while. */
        LOST,
        /** The disk is full. */
        NO_ROOM,
        /** The disk is read-only, or fails. */
        NOT_WRITABLE,
        /** Anything else. */
        OTHER
    }

    /**
     * How a pool of connections is made.
     *
     * @param url the JDBC URL
     * @param size how many at most
     * @param readOnly whether they only read
     * @param isolation the name of a constant of {@link java.sql.Connection}; empty: the engine has only one
     */
    record PoolSettings(String url, int size, boolean readOnly, Optional<String> isolation) {}

    abstract PoolSettings writer(String url);

    abstract PoolSettings reader(String url);

    abstract Trouble troubleOf(SQLException failure);

    static Engine of(String url) {
        return url.toLowerCase(Locale.ROOT).startsWith("jdbc:sqlite:") ? SQLITE : POSTGRESQL;
    }
}
