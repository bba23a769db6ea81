package org.quorumkms.server.doctor;

import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.History;
import org.quorumkms.errors.KmsException;
import org.quorumkms.server.store.StoreInspection.RevisionRow;
import org.quorumkms.signed.Thumbprint;

/** Follows the rows of a Domain's revisions, the oldest first, to its newest one. */
final class HistoryCheck {

    private final Domain newest;
    private History history;
    private int next = 1;
    private @Nullable String fault;

    HistoryCheck(Domain newest) {
        this.newest = newest;
        this.history = History.begin(newest.body().id());
    }

    /** Takes the next row; a document must be the revision of the row, and verify. */
    void next(RevisionRow row, Predicate<Domain> verifies) {
        if (fault != null) {
            return;
        }
        try {
            fault = faultOf(row, verifies);
        } catch (KmsException e) {
            fault = "revision " + row.number() + ": " + e.getMessage();
        }
        if (row.number() < newest.body().revision() && fault == null) {
            history = history.then(new Thumbprint(row.thumbprint()));
        }
        next++;
    }

    private @Nullable String faultOf(RevisionRow row, Predicate<Domain> verifies) {
        if (row.number() != next) {
            return "revision " + next + " is missing";
        }
        if (row.document() == null) {
            return null;
        }
        Domain domain = Domain.parse(row.document());
        boolean same = domain.body().id().equals(newest.body().id())
                && domain.body().revision() == row.number()
                && domain.thumbprint().value().equals(row.thumbprint());
        if (!same) {
            return "the row of revision " + row.number() + " is not what it says";
        }
        if (!domain.body().history().equals(history)) {
            return "revision " + row.number() + " does not continue the ones before";
        }
        return verifies.test(domain) ? null : "revision " + row.number() + " does not verify";
    }

    /** Returns what is wrong, if anything is. */
    Optional<String> fault() {
        if (fault != null) {
            return Optional.of(fault);
        }
        if (next - 1 != newest.body().revision()) {
            return Optional.of("its revisions end at " + (next - 1) + ", and the newest is "
                    + newest.body().revision());
        }
        return history.equals(newest.body().history())
                ? Optional.empty()
                : Optional.of("its revisions are not those of its history");
    }
}
