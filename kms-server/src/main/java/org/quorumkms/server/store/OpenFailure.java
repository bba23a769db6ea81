package org.quorumkms.server.store;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.KmsException;

/** Why a shared database cannot be opened, and what to do: each cause in a sentence of its own. */
final class OpenFailure {

    private static final String READ_ONLY = "it is read-only, as a standby is. Name the primary.";

    private OpenFailure() {}

    /** Says it of the database of a URL. */
    static String sentence(String url, Throwable failure) {
        String store = "The store " + url + " cannot be opened: ";
        Optional<KmsException> own = find(failure, KmsException.class);
        if (own.isPresent()) {
            return store + own.get().getMessage();
        }
        if (find(failure, UnknownHostException.class).isPresent()) {
            return store + "its host is unknown. Look at its name in the URL.";
        }
        if (find(failure, ConnectException.class).isPresent()
                || find(failure, NoRouteToHostException.class).isPresent()) {
            return store + "nobody listens there. Start the database, or look at host and port in the URL.";
        }
        if (find(failure, SocketTimeoutException.class).isPresent()) {
            return store + "it does not answer. Look at host and port in the URL, and at what is between.";
        }
        if (find(failure, SQLException.class)
                .filter(sql -> String.valueOf(sql.getMessage()).contains("targetServerType"))
                .isPresent()) {
            return store + READ_ONLY;
        }
        SQLException sql = sql(failure);
        String state = sql == null || sql.getSQLState() == null ? "" : sql.getSQLState();
        // PostgreSQL manual, appendix A: error codes.
        return switch (state) {
            case "28P01" ->
                store
                        + "it refuses the user or the password. Look at the user in the URL, and at the file of the password.";
            case "28000" ->
                store + "it refuses the user (" + words(sql) + "). Look at the user in the URL, and at pg_hba.conf.";
            case "3D000" -> store + "there is no such database. Create it, or look at its name in the URL.";
            case "42501" ->
                store + "its user may not make tables there (" + words(sql)
                        + "). Let its owner run: GRANT CREATE ON SCHEMA public TO the user.";
            case "53300" -> store + "it has too many connections. End some, or allow more.";
            case "57P03" -> store + "it is starting or stopping. Try again in a moment.";
            case Engine.READ_ONLY -> store + READ_ONLY;
            default -> store + words(sql == null ? innermost(failure) : sql) + ".";
        };
    }

    private static @Nullable SQLException sql(Throwable failure) {
        SQLException found = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && (found == null || sql.getSQLState() != null || sql.getErrorCode() != 0)) {
                found = sql;
            }
        }
        return found;
    }

    private static <T> Optional<T> find(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }

    private static Throwable innermost(Throwable failure) {
        Throwable inner = failure;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }

    private static String words(@Nullable Throwable failure) {
        String said = failure == null ? "" : String.valueOf(failure.getMessage());
        String line = said.lines().findFirst().orElse("").strip().replaceFirst("^(ERROR|FATAL): ", "");
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }
}
