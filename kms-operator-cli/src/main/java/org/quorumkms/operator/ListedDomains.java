package org.quorumkms.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.Domain;

/**
 * Holds a server's list of Domains against what this home has seen (T7), and remembers those that it shows for the first time.
 * A list has no proofs: that a later revision descends from the one that was seen is shown when the Domain is asked for.
 */
public final class ListedDomains {

    private final Session session;
    private final List<Descent> met = new ArrayList<>();

    /** Takes the calls. */
    public ListedDomains(Session session) {
        this.session = session;
    }

    /** Looks at a page, and warns of what is not as it should be. */
    public void look(List<ListedDomain> page) {
        for (ListedDomain listed : page) {
            if (listed.domain().isEmpty()) {
                session.warn("Domain " + (listed.id().isEmpty() ? "of an unknown id" : listed.id())
                        + " cannot be read: " + listed.why());
            }
            listed.domain().ifPresent(this::look);
        }
    }

    private void look(Domain domain) {
        Optional<Descent> seen = session.memory().find(domain.body().id());
        if (seen.isEmpty()) {
            meet(domain);
        } else if (!seen.get().thumbprint().equals(domain.thumbprint())
                && domain.body().revision() <= seen.get().revision()) {
            session.warn("T7: " + domain + " (" + domain.thumbprint().abbreviated() + ") is not revision "
                    + seen.get().revision() + " (" + seen.get().thumbprint().abbreviated()
                    + "), which was seen before, nor comes after it. Look at it with domain verify "
                    + domain.body().id() + ".");
        }
    }

    private void meet(Domain domain) {
        Trusts trusts = session.trusts().shown();
        trusts.find(domain.body().trust())
                .flatMap(trusts::verified)
                .flatMap(trust -> session.verifier().verify(domain, trust).proof())
                .map(Descent::of)
                .ifPresentOrElse(
                        met::add,
                        () -> session.warn(domain + " does not verify to genesis; see domain verify "
                                + domain.body().id() + "."));
    }

    /** Remembers what was shown for the first time. */
    public void remember() {
        session.memory().meet(met);
        met.clear();
    }
}
