package org.quorumkms.server.store;

import java.time.Instant;
import java.util.Optional;
import org.quorumkms.remote.RequestId;
import org.quorumkms.signed.Thumbprint;

/** Answers to requests that changed something. */
public interface RequestStore {

    /**
     * An answer.
     *
     * @param digest the thumbprint of what was asked
     * @param answer the answer
     */
    record Answered(Thumbprint digest, String answer) {}

    /** Returns the first answer to a request. */
    Optional<Answered> find(Thumbprint caller, RequestId request);

    /** Keeps the first answer to a request. */
    void save(Thumbprint caller, RequestId request, Answered answered, Instant now);

    /** Forgets answers from before a time, the oldest first, at most {@code limit} of them. */
    void forgetBefore(Instant time, int limit);
}
