package org.quorumkms.kubernetes;

import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.TryAgainException;
import org.quorumkms.errors.UnreachableException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.errors.VerificationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what an API server is told of a failure: a status, and our sentence. */
final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /** Returns a failure as a call ends with it. */
    static GrpcException of(Throwable failure) {
        if (failure instanceof CompletionException wrapped && wrapped.getCause() != null) {
            return of(wrapped.getCause());
        }
        if (failure instanceof GrpcException known) {
            return known;
        }
        if (failure instanceof KmsException known) {
            return new GrpcException(status(known), String.valueOf(known.getMessage()));
        }
        if (failure instanceof TimeoutException) {
            return new GrpcException(
                    GrpcStatus.UNAVAILABLE,
                    "No KMS server answered within " + KeyService.ANSWER_WITHIN.toMillis() + " ms.");
        }
        if (failure instanceof RejectedExecutionException) {
            return new GrpcException(
                    GrpcStatus.RESOURCE_EXHAUSTED, "Too many calls are under way, or the plug-in is stopping.");
        }
        LOG.error("a call failed", failure);
        return new GrpcException(GrpcStatus.INTERNAL, "Something went wrong that should not: see the plug-in's log.");
    }

    private static GrpcStatus status(KmsException failure) {
        if (failure instanceof UnreachableException || failure instanceof TryAgainException) {
            return GrpcStatus.UNAVAILABLE;
        }
        if (failure instanceof VerificationException || failure instanceof UsageException) {
            return GrpcStatus.INVALID_ARGUMENT;
        }
        return failure instanceof RefusedException ? GrpcStatus.PERMISSION_DENIED : GrpcStatus.FAILED_PRECONDITION;
    }
}
