package org.quorumkms.server.monitoring;

import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.BehindException;
import org.quorumkms.errors.ClosedException;
import org.quorumkms.errors.ElsewhereException;
import org.quorumkms.errors.MovedException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.TryAgainException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.errors.VerificationException;

/** What became of something, as the value of a label: one of eight words, so that a caller makes no new time series. */
final class Results {

    static final String DONE = "ok";

    private Results() {}

    static String of(@Nullable Throwable failure) {
        if (failure == null) {
            return DONE;
        }
        // The more special ones first.
        if (failure instanceof MovedException) {
            return "moved";
        }
        if (failure instanceof BehindException) {
            return "behind";
        }
        if (failure instanceof ElsewhereException) {
            return "elsewhere";
        }
        if (failure instanceof ClosedException) {
            return "closed";
        }
        if (failure instanceof TryAgainException) {
            return "try_again";
        }
        if (failure instanceof VerificationException) {
            return "not_verified";
        }
        return failure instanceof RefusedException || failure instanceof UsageException ? "refused" : "failed";
    }
}
