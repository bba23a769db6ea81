package org.quorumkms.net;

import java.io.IOException;
import java.rmi.RemoteException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.UnreachableException;
import org.quorumkms.errors.VerificationException;

/** Turns what RMI and TLS throw into what a person can act on. */
public final class RemoteFailure {

    private RemoteFailure() {}

    /** A call over RMI. */
    public interface Call<T> {
        /** Makes the call. */
        T make() throws RemoteException;
    }

    /**
     * Makes a call.
     *
     * @throws KmsException what the server said, or that it could not be reached, or is not accepted
     */
    public static <T> T calling(List<Address> addresses, Call<T> call) {
        try {
            return call.make();
        } catch (RemoteException e) {
            throwIfNotAccepted(e);
            throw unreachable(addresses, e);
        }
    }

    static void throwIfNotAccepted(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NotAccepted) {
                throw new VerificationException("The server is not accepted: " + cause.getMessage() + ".");
            }
            if (cause instanceof KmsException known) {
                throw known;
            }
        }
    }

    static UnreachableException unreachable(List<Address> addresses, @Nullable IOException last) {
        String where = addresses.stream().map(Address::toString).collect(Collectors.joining(", "));
        return new UnreachableException("No server could be reached at " + where + " (" + reason(last)
                + "). Start it, or name another with --server HOST:PORT.");
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
