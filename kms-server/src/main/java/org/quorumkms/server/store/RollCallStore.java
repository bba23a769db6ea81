package org.quorumkms.server.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.quorumkms.rollcall.CallId;
import org.quorumkms.signed.Thumbprint;

/** Roll calls and their answers. */
public interface RollCallStore {

    /**
     * A roll call.
     *
     * @param call its id
     * @param asked when it was made
     * @param answers the answers, as they were signed
     */
    record Row(CallId call, Instant asked, List<String> answers) {

        /** Copies the list. */
        public Row {
            answers = List.copyOf(answers);
        }
    }

    /** Keeps an operator's call, without answers. */
    void insert(CallId call, Instant asked, Thumbprint operator);

    /** Returns when an operator made its last call. */
    Optional<Instant> lastOf(Thumbprint operator);

    /** Keeps an operator's answer, unless there is one. */
    void answer(CallId call, Thumbprint operator, String document);

    /** Returns a call. */
    Optional<Row> find(CallId call);

    /** Returns the newest calls, the newest first. */
    List<Row> newest(int limit);
}
