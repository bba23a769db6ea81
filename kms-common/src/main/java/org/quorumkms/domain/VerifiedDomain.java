package org.quorumkms.domain;

import org.quorumkms.errors.MovedException;
import org.quorumkms.errors.RefusedException;
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

    /** Returns whether a connection key is one of its controllers. */
    public boolean isControlledBy(Thumbprint caller) {
        return body().controller(caller).isPresent();
    }

    /**
     * D3: requires that this is the revision that a caller named, by its thumbprint: what a caller did not see, nothing is
     * done with or to.
     *
     * @throws VerificationException if it is another Domain
     * @throws MovedException if it is another revision
     */
    public void requireNamed(SeenDomain seen) {
        if (!body().id().equals(seen.id())) {
            throw new VerificationException("D3: this is Domain " + body().id() + ", not " + seen.id() + ".");
        }
        if (!domain.thumbprint().equals(seen.thumbprint())) {
            throw new MovedException(
                    body().name(), body().revision(), domain.thumbprint().value());
        }
    }

    /**
     * Requires that a key is a controller with a right (D8).
     *
     * @throws RefusedException if it is not, or has it not
     */
    public void requireMay(Thumbprint caller, Right right) {
        Controller controller = body().controller(caller)
                .orElseThrow(() -> new RefusedException("Domain " + body().name()
                        + " does not name the caller's key as a controller. Ask for an invitation."));
        if (!controller.may().has(right)) {
            throw new RefusedException("D8: " + controller.name() + " may " + controller.may() + " with Domain "
                    + body().name() + ", not " + right.text() + ". Ask a controller with share, or its operators.");
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
