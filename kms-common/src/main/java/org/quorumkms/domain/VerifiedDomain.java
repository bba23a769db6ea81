package org.quorumkms.domain;

import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.VerifiedTrust;

/**
 * The proof that a Domain verifies under its Trust to the pinned genesis (D2). Only {@link DomainVerifier} makes one.
 */
public final class VerifiedDomain {

    private final Domain domain;
    private final VerifiedTrust trust;

    VerifiedDomain(Domain domain, VerifiedTrust trust) {
        this.domain = domain;
        this.trust = trust;
    }

    /** Returns the Domain. */
    public Domain domain() {
        return domain;
    }

    /** Returns what it says. */
    public DomainBody body() {
        return domain.body();
    }

    /** Returns its Trust. */
    public VerifiedTrust trust() {
        return trust;
    }

    /** Returns whether a connection key may use it. */
    public boolean isControlledBy(Thumbprint caller) {
        return body().controllers().contains(caller);
    }

    /**
     * D3: requires that this is the Domain as it was seen, or a later one: the same id, at least that revision, and a
     * Trust that is that one or reached from it over successor links.
     *
     * @throws VerificationException if it is older or stands elsewhere: somebody put another in its place
     */
    public void requireSince(SeenDomain seen) {
        if (!body().id().equals(seen.id())) {
            throw new VerificationException("D3: this is Domain " + body().id() + ", not " + seen.id() + ".");
        }
        if (!trust.reachedFrom(seen.trust())) {
            throw new VerificationException("D3: Domain " + body().name() + " stands under Trust "
                    + trust.thumbprint().abbreviated() + ", which does not follow the Trust seen before, "
                    + seen.trust().abbreviated() + ".");
        }
        if (body().revision() < seen.revision()) {
            throw new VerificationException("D3: revision " + body().revision() + " of Domain " + body().name()
                    + " is older than revision " + seen.revision() + ", which was seen before.");
        }
    }
}
