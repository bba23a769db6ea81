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
        if (!follows(seen.trust())) {
            throw new VerificationException("D3: Domain " + body().name() + " stands under Trust "
                    + trust.thumbprint().abbreviated() + ", which does not follow the Trust seen before, "
                    + seen.trust().abbreviated() + ".");
        }
        if (body().revision() < seen.revision()) {
            throw new VerificationException("D3: revision " + body().revision() + " of Domain " + body().name()
                    + " is older than revision " + seen.revision() + ", which was seen before.");
        }
    }

    /**
     * D5: returns whether its Trust is one, or reached from it over successor links. An operator's Domain that was made
     * under genesis may stand in the founding line.
     */
    public boolean follows(Thumbprint earlier) {
        return mayMove(body().purpose(), earlier, trust);
    }

    /** D5: returns whether it may move to a Trust. */
    public boolean mayMoveTo(VerifiedTrust target) {
        return mayMove(body().purpose(), trust.thumbprint(), target);
    }

    /** D5: returns whether a Domain of a purpose that stands under a Trust may move to another, or stay there. */
    public static boolean mayMove(Purpose purpose, Thumbprint from, VerifiedTrust to) {
        return to.reachedFrom(from) || (purpose == Purpose.OPERATOR && to.isFoundedOn(from));
    }
}
