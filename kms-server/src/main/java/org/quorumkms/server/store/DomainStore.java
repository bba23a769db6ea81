package org.quorumkms.server.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Thumbprints;

/**
 * Domains: the newest revision of each, and every revision that was signed. A row that cannot be read hides no other: lists
 * leave it out, and {@code doctor} names it.
 */
public interface DomainStore {

    /**
     * Keeps a Domain that is not here yet.
     *
     * @return whether it was not
     */
    boolean insert(Domain first);

    /**
     * Replaces a revision by the next one, if it still is the newest.
     *
     * @return whether it was
     */
    boolean replace(Domain expected, Domain next);

    /**
     * Takes a Domain in from elsewhere, with the thumbprints of all that was before it; rows of another branch are replaced.
     *
     * @param expected the newest revision that is here now; none: the Domain is not here, or its row cannot be read
     * @return whether that was so still
     */
    boolean adopt(Optional<Domain> expected, ExportedDomain imported);

    /** Forgets an unclaimed Domain, whose invitation then is worth nothing. */
    void removeUnclaimed(Domain domain);

    /**
     * Returns the newest revision of a Domain.
     *
     * @throws org.quorumkms.errors.VerificationException if its row cannot be read, or holds another Domain
     */
    Optional<Domain> find(DomainId id);

    /** Returns the thumbprints of revisions from one number on, and before another. */
    Thumbprints thumbprints(DomainId id, int from, int before);

    /** Returns a revision as it was signed, if its document is here. */
    Optional<Domain> revision(DomainId id, int number);

    /**
     * Returns a page of the documents of all Domains, by their ids: readable or not.
     *
     * @param after the id of the last one of the page before; empty text: from the beginning
     * @param limit how many at most
     */
    List<Row> page(String after, int limit);

    /**
     * A Domain's row as it is.
     *
     * @param id what it is found by
     * @param document the text
     */
    record Row(String id, String document) {}

    /** Returns the Domains of a name, at most {@code limit}: names are for people, and need not be unique. */
    List<Domain> named(String name, int limit);

    /** Returns how many there are, deleted ones too. */
    long count();

    /** Returns the Domains of a purpose. */
    List<Domain> all(Purpose purpose);

    /** Returns the Domains whose newest revision lists a controller. */
    List<Domain> controlledBy(Thumbprint controller);

    /** Returns the Domains with a claim, the smaller ids first. */
    List<Domain> unclaimed(int limit);

    /** Returns the documents of a Domain's revisions from a number on, the oldest first; empty where one is not kept. */
    List<String> documents(DomainId id, int from, int limit);

    /** Returns the Domains of which any kept revision lists a controller, the smaller ids first, behind one. */
    List<DomainId> everControlledBy(Thumbprint controller, String after, int limit);

    /** Returns whether any kept revision of a Domain lists a controller. */
    boolean everControlledBy(DomainId id, Thumbprint controller);

    /** Returns whether any kept revision of any Domain lists a controller. */
    boolean isNamed(Thumbprint controller);

    /** Returns the Trusts under which Domains that are not deleted stand. */
    List<Thumbprint> trusts();

    /** Returns the Domains that stand under a Trust, newest revisions, at most {@code limit}. */
    List<Domain> under(Thumbprint trust, int limit);

    /** Notes since when a Domain's newest key is active: for finding those to rotate. */
    void keyedSince(DomainId id, Instant since);

    /** Returns since when a Domain's newest key is active, if it was made here. */
    Optional<Instant> keyedSince(DomainId id);

    /** Notes a change that is bounded (D6), and forgets those from before a time. */
    void changed(Change change, Instant forgetBefore);

    /** Returns the bounded changes of a Domain from a time on. */
    List<Change> changes(DomainId id, Instant from);

    /**
     * A change that is bounded.
     *
     * @param domain the Domain
     * @param revision the revision that it made
     * @param at when, by the server's clock
     * @param byOperator whether an operator asked for it, not a controller
     * @param who the connection key that asked
     * @param ring whether it took a place in the ring of keys
     */
    record Change(DomainId domain, int revision, Instant at, boolean byOperator, Thumbprint who, boolean ring) {}
}
