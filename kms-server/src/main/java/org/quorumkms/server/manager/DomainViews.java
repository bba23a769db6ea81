package org.quorumkms.server.manager;

import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.remote.NewestDomain;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Thumbprints;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;

/**
 * The newest revision of a Domain, for whoever saw one before (D3): with the line after the Trust under which it was seen, and
 * the proof that it continues that revision.
 *
 * @param store for the thumbprints between
 */
record DomainViews(Store store) {

    NewestDomain newest(DomainInLine known, SeenDomain seen, Optional<Thumbprint> trust) {
        Domain domain = known.domain();
        return store.read(tables -> {
            int after = isEarlier(tables, domain, seen) ? seen.revision() : 0;
            Thumbprints between = after == domain.body().revision()
                    ? Thumbprints.NONE
                    : tables.domains()
                            .thumbprints(
                                    domain.body().id(), after + 1, domain.body().revision());
            Thumbprint from = trust.orElseGet(() -> domain.body()
                    .moves()
                    .at(Math.min(seen.revision(), domain.body().revision())));
            return new NewestDomain(domain.toText(), line(known.line(), from), after, between.toText());
        });
    }

    /** Returns whether a revision that was named is this one, or stands before it. */
    static boolean isEarlier(Store.Tables tables, Domain domain, SeenDomain seen) {
        if (seen.revision() == domain.body().revision()) {
            return domain.thumbprint().equals(seen.thumbprint());
        }
        if (seen.revision() > domain.body().revision()) {
            return false;
        }
        Thumbprints there = tables.domains().thumbprints(domain.body().id(), seen.revision(), seen.revision() + 1);
        return there.size() == 1 && there.get(0).equals(seen.thumbprint());
    }

    private static String line(TrustChain line, Thumbprint from) {
        List<Trust> trusts = line.trusts();
        for (int i = 0; i < trusts.size(); i++) {
            if (trusts.get(i).thumbprint().equals(from)) {
                return TrustChain.partToText(trusts.subList(i + 1, trusts.size()));
            }
        }
        return line.toText();
    }
}
