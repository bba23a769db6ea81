package org.quorumkms.server.ledger;

import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.remote.NewestDomain;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Thumbprints;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;

/**
 * The newest revision of a Domain, for whoever saw one before (D3): with the line after the Trust under which it was seen, and
 * the proof that it continues that revision.
 *
 * @param store where Domains are
 */
public record NewestViews(CheckedStore store) {

    /** Returns the newest revision, with the line after the Trust under which the caller saw it. */
    public NewestDomain after(SeenDomain seen) {
        return of(store.require(seen.id()), seen, Optional.empty());
    }

    /** Returns the newest revision, with the line after a Trust that the caller names. */
    public NewestDomain after(SeenDomain seen, Thumbprint trust) {
        return of(store.require(seen.id()), seen, Optional.of(trust));
    }

    /**
     * Returns the newest revision.
     *
     * @param known the newest, as it was just read
     * @param seen what the caller saw
     * @param trust what the line follows; none: the Trust under which the caller saw it
     */
    public NewestDomain of(DomainInLine known, SeenDomain seen, Optional<Thumbprint> trust) {
        Domain domain = known.domain();
        int newest = domain.body().revision();
        return store.read(ledger -> {
            int after = ledger.isEarlier(domain, seen) ? seen.revision() : 0;
            Thumbprints between = after == newest
                    ? Thumbprints.NONE
                    : ledger.domains().thumbprints(domain.body().id(), after + 1, newest);
            Thumbprint from = trust.orElseGet(() -> domain.body().moves().at(Math.min(seen.revision(), newest)));
            return new NewestDomain(domain.toText(), line(known.line(), from), after, between.toText());
        });
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
