package org.quorumkms.domain;

import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Thumbprints;

/**
 * What shows that a revision continues another: the thumbprints of those between, or of all before it. Believed only as far as
 * they give the revision's {@code history}.
 *
 * @param after the number of the revision after which the thumbprints begin; 0: with revision 1
 * @param thumbprints oldest first, up to the one before the revision that is shown
 */
public record Proof(int after, Thumbprints thumbprints) {

    /** Checks the number. */
    public Proof {
        if (after < 0 || after > DomainBody.MAX_REVISIONS) {
            throw new VerificationException("A proof of history begins at an invalid number.");
        }
    }

    /** Takes the thumbprints of all revisions before one. */
    public static Proof whole(Thumbprints earlier) {
        return new Proof(0, earlier);
    }

    /** Returns whether it is of a revision's number, and gives its history from the beginning. */
    public boolean isWholeFor(DomainBody body) {
        return after == 0
                && thumbprints.size() == body.revision() - 1
                && History.begin(body.id()).then(thumbprints).equals(body.history());
    }

    /** Returns the thumbprint of a revision by its number, where these hold it. */
    Thumbprint at(int number) {
        return thumbprints.get(number - after - 1);
    }
}
