package org.quorumkms.net;

import java.io.IOException;
import java.io.InvalidClassException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.UnreachableException;
import org.quorumkms.errors.VerificationException;

/** Turns what RMI and TLS throw into what a person can act on. */
final class RemoteFailure {

    private RemoteFailure() {}

    /** Throws what a server said, if the failure carries it. */
    static void throwIfSaid(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof KmsException known) {
                throw known;
            }
        }
    }

    /** Throws if an answer was not taken in, because it is not one of those that there are. */
    static void throwIfForeign(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidClassException || cause instanceof ClassNotFoundException) {
                throw new VerificationException("The server's answer is not recognised, so it was not read:"
                        + " the server is of another version, or not what it seems. Ask whoever runs it.");
            }
        }
    }

    static boolean isNotAccepted(Throwable failure) {
        return notAccepted(failure).isPresent();
    }

    /** Says why none of the servers could be called, each with its own reason. */
    static KmsException of(Map<Address, IOException> failures) {
        if (failures.isEmpty()) {
            return new UnreachableException(
                    "No server could be called: no address is known." + " Name one with --server HOST:PORT.");
        }
        String reasons = failures.entrySet().stream()
                .map(one -> one.getKey() + " (" + why(one.getValue()) + ")")
                .collect(Collectors.joining(", "));
        if (failures.values().stream().allMatch(RemoteFailure::isNotAccepted)) {
            return new VerificationException("The server is not accepted: " + reasons + ".");
        }
        return new UnreachableException(
                "No server could be reached at " + reasons + ". Start it, or name another with --server HOST:PORT.");
    }

    private static String why(IOException failure) {
        return notAccepted(failure)
                .map(refused -> "not accepted: " + refused.getMessage())
                .orElseGet(() -> reason(failure));
    }

    private static Optional<NotAccepted> notAccepted(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NotAccepted refused) {
                return Optional.of(refused);
            }
        }
        return Optional.empty();
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        if (cause instanceof UnknownHostException) {
            return "unknown host";
        }
        String message =
                Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
        return message.lines().findFirst().orElse(message);
    }
}
