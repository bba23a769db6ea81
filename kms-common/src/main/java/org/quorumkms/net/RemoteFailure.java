package org.quorumkms.net;

import java.io.IOException;
import java.io.InvalidClassException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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
                throw new VerificationException(
                        "The server's answer is none that this program knows, so it was not read:"
                                + " the server is of another version, or not what it seems. Ask whoever runs it.");
            }
        }
    }

    static boolean isNotAccepted(Throwable failure) {
        return notAccepted(failure).isPresent();
    }

    /** Says what the last failure was: a server whose key is not accepted, or none that answers. */
    static KmsException of(List<Address> addresses, @Nullable IOException last) {
        Optional<NotAccepted> refused = last == null ? Optional.empty() : notAccepted(last);
        if (refused.isPresent()) {
            return new VerificationException(
                    "The server is not accepted: " + refused.get().getMessage() + ".");
        }
        String where = addresses.stream().map(Address::toString).collect(Collectors.joining(", "));
        return new UnreachableException("No server could be reached at " + where + " (" + reason(last)
                + "). Start it, or name another with --server HOST:PORT.");
    }

    private static Optional<NotAccepted> notAccepted(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NotAccepted refused) {
                return Optional.of(refused);
            }
        }
        return Optional.empty();
    }

    private static String reason(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause != null && cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        if (cause == null) {
            return "no address is known";
        }
        String message =
                Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
        return message.lines().findFirst().orElse(message);
    }
}
