package org.quorumkms.server.store;

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

    /** Returns all Domains. */
    List<Domain> all();

    /** Returns the Domains of a purpose. */
    List<Domain> all(Purpose purpose);

    /** Returns the Domains that list a controller. */
    List<Domain> controlledBy(Thumbprint controller);
}
