package org.quorumkms.server.store;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.TryAgainException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries a transaction out again as long as its failure is one that passes. */
final class Attempts {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcStore.class);
    private static final int MOST_CONFLICTS = 50;
    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    private final Engine engine;
    private final Reach reach;
    private final long end = System.nanoTime() + JdbcStore.PATIENCE.toNanos();
    private long pause = FIRST_PAUSE_MILLIS;
    private int conflicts;

    Attempts(Engine engine, Reach reach) {
        this.engine = engine;
        this.reach = reach;
    }

    <T> T run(Supplier<T> transaction) {
        while (true) {
            try {
                T result = transaction.get();
                reach.reached();
                return result;
            } catch (JdbiException e) {
                judge(e);
                pause();
            }
        }
    }

    <T> T once(Supplier<T> transaction) {
        try {
            return transaction.get();
        } catch (JdbiException e) {
            judge(e);
            LOG.error("the connection to the store broke", e);
            throw new TryAgainException("The connection to the store broke in the middle, and this was not finished."
                    + " Look at the store, and do it again.");
        }
    }

    private void judge(JdbiException e) {
        SQLException failure = sqlFailure(e);
        Engine.Trouble trouble = failure == null ? Engine.Trouble.OTHER : troubleOf(failure);
        switch (trouble) {
            case CONFLICT -> {
                conflicts++;
                if (conflicts > MOST_CONFLICTS) {
                    LOG.error("the store refuses a transaction again and again", e);
                    throw new TryAgainException("The server's store is too busy. Try again in a moment.");
                }
            }
            case LOST -> {
                if (System.nanoTime() > end) {
                    throw new TryAgainException("The server could not reach its store for "
                            + JdbcStore.PATIENCE.toSeconds() + " seconds. Try again when the store is back.");
                }
                reach.lost(e);
            }
            case NO_ROOM -> {
                LOG.error("the store has no room", e);
                throw new RefusedException("The disk of the server's store is full. Nothing was changed. Make room,"
                        + " and do it again.");
            }
            case NOT_WRITABLE -> {
                LOG.error("the store cannot be written", e);
                throw new RefusedException("The server's store cannot be written: its disk is read-only, full or"
                        + " failing. Nothing was changed. Mend that, and do it again.");
            }
            case OTHER -> {
                LOG.error("the store failed", e);
                throw new RefusedException(
                        "The server's store failed, and nothing was changed. See the server's log, and try again.");
            }
        }
    }

    private Engine.Trouble troubleOf(SQLException failure) {
        // The pool has no connection, because there is no database, or because all are at work.
        return failure instanceof SQLTransientConnectionException ? Engine.Trouble.LOST : engine.troubleOf(failure);
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(pause / 2 + ThreadLocalRandom.current().nextLong(Math.max(1, pause / 2)));
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TryAgainException("The server is stopping. Try again when it is back.");
        }
    }

    private static @Nullable SQLException sqlFailure(Throwable failure) {
        SQLException found = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && (found == null || sql.getSQLState() != null)) {
                found = sql;
            }
        }
        return found;
    }
}
