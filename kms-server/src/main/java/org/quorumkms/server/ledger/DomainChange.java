package org.quorumkms.server.ledger;

import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.errors.TryAgainException;

/**
 * What a change makes of a Domain.
 *
 * @param before the newest revision that it was made from; none: the Domain is new
 * @param after the revisions after that, one after the other; none: there is nothing to change any more
 */
public record DomainChange(Optional<Domain> before, List<Domain> after) {

    /** Copies the list. */
    public DomainChange {
        after = List.copyOf(after);
    }

    /** One revision after another. */
    public static DomainChange of(Domain before, Domain after) {
        return new DomainChange(Optional.of(before), List.of(after));
    }

    /** The newest revision shows already what was asked for. */
    public static DomainChange none(Domain there) {
        return new DomainChange(Optional.of(there), List.of());
    }

    /** The first revision of a new Domain. */
    public static DomainChange first(Domain made) {
        return new DomainChange(Optional.empty(), List.of(made));
    }

    /** Returns which Domain it is of. */
    public DomainId id() {
        return last().body().id();
    }

    /** Returns the newest revision that it made. */
    public Domain last() {
        return after.get(after.size() - 1);
    }

    /**
     * Keeps it, unless somebody was faster.
     *
     * @throws TryAgainException if so: it is prepared again from what is there now
     */
    public void keep(Ledger ledger) {
        if (before.isEmpty()) {
            if (!ledger.domains().insert(after.get(0))) {
                throw new IllegalStateException("a fresh id should be free");
            }
            return;
        }
        Domain newest = before.get();
        for (Domain next : after) {
            if (!ledger.domains().replace(newest, next)) {
                throw new TryAgainException("Domain " + newest.body().name()
                        + " was changed by somebody else at the same moment. Try again.");
            }
            newest = next;
        }
    }
}
