package org.quorumkms.server.manager;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Thumbprints;
import org.quorumkms.trust.TrustChain;

/**
 * Every revision that anybody signed, and which one really was before it: a history's own judge, which asks none of the
 * product's rules.
 */
final class Truth {

    /**
     * A revision.
     *
     * @param domain the revision
     * @param line the line of its Trust
     * @param forged whether the thief of a dropped HSM signed it
     */
    record Known(Domain domain, TrustChain line, boolean forged) {}

    private final Map<Thumbprint, Known> all = new LinkedHashMap<>();

    /** By what the next one's history is. */
    private final Map<Thumbprint, Known> byNext = new LinkedHashMap<>();

    void add(Known known) {
        Thumbprint thumbprint = known.domain().thumbprint();
        if (all.putIfAbsent(thumbprint, known) == null) {
            byNext.put(known.domain().body().history().then(thumbprint).hash(), known);
        }
    }

    boolean knows(Thumbprint thumbprint) {
        return all.containsKey(thumbprint);
    }

    Known get(Thumbprint thumbprint) {
        return java.util.Objects.requireNonNull(all.get(thumbprint), "a revision that nobody signed");
    }

    List<Known> all() {
        return List.copyOf(all.values());
    }

    private Optional<Known> before(Known known) {
        return Optional.ofNullable(byNext.get(known.domain().body().history().hash()));
    }

    /** Returns the revisions after one and up to another; empty: that one does not continue it. */
    Optional<List<Known>> way(Thumbprint from, Thumbprint to) {
        List<Known> way = new ArrayList<>();
        Optional<Known> at = Optional.of(get(to));
        while (at.isPresent() && !at.get().domain().thumbprint().equals(from)) {
            way.add(at.get());
            at = before(at.get());
        }
        Collections.reverse(way);
        return at.map(found -> way);
    }

    /** Returns whether a revision is another, or continues it. */
    boolean continues(Thumbprint from, Thumbprint to) {
        return way(from, to).isPresent();
    }

    /** Returns a revision with all that was before it. */
    ExportedDomain exported(Thumbprint thumbprint) {
        Known known = get(thumbprint);
        List<Thumbprint> earlier = new ArrayList<>();
        for (Optional<Known> at = before(known); at.isPresent(); at = before(at.get())) {
            earlier.add(at.get().domain().thumbprint());
        }
        Collections.reverse(earlier);
        return new ExportedDomain(known.domain(), known.line(), Thumbprints.of(earlier));
    }
}
