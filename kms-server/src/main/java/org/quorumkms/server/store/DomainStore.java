package org.quorumkms.server.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Purpose;
import org.quorumkms.signed.Thumbprint;

/** The newest revision of every Domain. */
public interface DomainStore {

    /**
     * Keeps a Domain that is not here yet.
     *
     * @return whether it was not
     */
    boolean insert(Domain domain);

    /**
     * Replaces a revision by a later one, if it still is the newest.
     *
     * @return whether it was
     */
    boolean replace(Domain expected, Domain next);

    /** Forgets an unclaimed Domain, whose invitation then is worth nothing. */
    void removeUnclaimed(Domain domain);

    /** Returns a Domain. */
    Optional<Domain> find(DomainId id);

    /**
     * Returns a page of all Domains, by their ids.
     *
     * @param after the last one of the page before; empty: from the beginning
     * @param limit how many at most
     */
    List<Domain> page(Optional<DomainId> after, int limit);

    /** Returns the Domains of a name, at most {@code limit}: names are for people, and need not be unique. */
    List<Domain> named(String name, int limit);

    /** Returns the Domains of a purpose. */
    List<Domain> all(Purpose purpose);

    /** Returns the Domains that list a controller. */
    List<Domain> controlledBy(Thumbprint controller);

    /** Returns the Trusts under which Domains stand. */
    List<Thumbprint> trusts();

    /** Notes since when a Domain's newest key is active: for finding those to rotate. */
    void keyedSince(DomainId id, Instant since);

    /** Returns since when a Domain's newest key is active, if it was made here. */
    Optional<Instant> keyedSince(DomainId id);
}
