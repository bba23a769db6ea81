package org.quorumkms.server.manager;

import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.errors.TryAgainException;
import org.quorumkms.server.store.Store;

/**
 * What a change makes of a Domain.
 *
 * @param before the newest revision that it was made from; none: the Domain is new
 * @param after the revisions after that, one after the other; none: there is nothing to change any more
 */
record DomainChange(Optional<Domain> before, List<Domain> after) {

    DomainChange {
        after = List.copyOf(after);
    }

    static DomainChange of(Domain before, Domain after) {
        return new DomainChange(Optional.of(before), List.of(after));
    }

    /** The newest revision shows already what was asked for. */
    static DomainChange none(Domain there) {
        return new DomainChange(Optional.of(there), List.of());
    }

    static DomainChange first(Domain made) {
        return new DomainChange(Optional.empty(), List.of(made));
    }

    DomainId id() {
        return last().body().id();
    }

    Domain last() {
        return after.get(after.size() - 1);
    }

    /**
     * Keeps it, unless somebody was faster.
     *
     * @throws TryAgainException if so: it is prepared again from what is there now
     */
    void keep(Store.Tables tables) {
        if (before.isEmpty()) {
            if (!tables.domains().insert(after.get(0))) {
                throw new IllegalStateException("a fresh id should be free");
            }
            return;
        }
        Domain newest = before.get();
        for (Domain next : after) {
            if (!tables.domains().replace(newest, next)) {
                throw new TryAgainException("Domain " + newest.body().name()
                        + " was changed by somebody else at the same moment. Try again.");
            }
            newest = next;
        }
    }
}
