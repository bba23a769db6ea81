package org.quorumkms.operator.access;

import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.errors.KmsException;
import org.quorumkms.operator.Session;

/**
 * The revisions of a Domain whose documents a server kept. Each is proved by the newest one, which is verified to genesis and the one
 * that this home saw or descends from it: that one's {@code history} fixes the thumbprints of all before it, so a document is taken
 * only if it has the thumbprint of its place, and none can be left out unnoticed.
 */
public final class Revisions {

    private static final int PAGE = 20;

    private final ExportedDomain newest;
    private final NavigableMap<Integer, Domain> documents = new TreeMap<>();

    private Revisions(ExportedDomain newest) {
        this.newest = newest;
        take(newest.domain());
    }

    /** Asks a server for all revisions of a Domain. */
    public static Revisions read(Session session, DomainId id) {
        Revisions revisions = new Revisions(session.domains().whole(id).exported());
        int from = 1;
        while (from < revisions.count()) {
            List<String> page = session.domains().revisions(id, from, PAGE);
            if (page.isEmpty()) {
                break;
            }
            page.stream().filter(document -> !document.isEmpty()).forEach(revisions::take);
            from += page.size();
        }
        return revisions;
    }

    /** Takes documents, whatever they are. */
    public static Revisions of(ExportedDomain newest, List<String> documents) {
        Revisions revisions = new Revisions(newest);
        documents.forEach(revisions::take);
        return revisions;
    }

    /** What is none of this Domain's revisions is missing, as if there were nothing. */
    private void take(String document) {
        try {
            take(Domain.parse(document));
        } catch (KmsException unreadable) {
            return;
        }
    }

    private void take(Domain revision) {
        if (newest.holds(revision.body().revision(), revision.thumbprint())) {
            documents.put(revision.body().revision(), revision);
        }
    }

    /** Returns the newest revision. */
    public Domain newest() {
        return newest.domain();
    }

    /** Returns how many revisions there are, whether their documents are kept or not. */
    public int count() {
        return newest.domain().body().revision();
    }

    /** Returns a revision, if its document is kept. */
    public Optional<Domain> find(int number) {
        return Optional.ofNullable(documents.get(number));
    }

    /** Returns the numbers of the revisions whose documents are missing, up to one. */
    public List<Integer> missing(int upTo) {
        return java.util.stream.IntStream.rangeClosed(1, Math.min(upTo, count()))
                .filter(number -> !documents.containsKey(number))
                .boxed()
                .toList();
    }

    /**
     * Returns the number of the revision that was the newest at a time, by the HSMs' clocks; 0: there was none yet. Where documents are
     * missing it is the last one that is known to have been there.
     */
    public int at(Instant time) {
        int last = 0;
        for (Domain revision : documents.values()) {
            if (revision.body().changed().isAfter(time)) {
                return last;
            }
            last = revision.body().revision();
        }
        return last;
    }

    /** Returns whether it is proved which revision was the newest at a time, and all that were before it. */
    public boolean isProved(int number) {
        return missing(number + 1).isEmpty();
    }
}
