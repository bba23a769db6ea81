package org.quorumkms.cli;

import org.quorumkms.errors.UsageException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Thumbprint;

/** Reads what a person typed: what is no such thing is wrong usage, never something that did not verify. */
public final class Typed {

    private Typed() {}

    /**
     * Reads a thumbprint of which all characters are needed: part of one says nothing about what was seen.
     *
     * @throws UsageException if it is not a whole one
     */
    public static Thumbprint thumbprint(String text) {
        if (text.length() != Thumbprint.LENGTH) {
            throw new UsageException("Give all " + Thumbprint.LENGTH + " characters of the thumbprint; these are "
                    + text.length() + ".");
        }
        try {
            return new Thumbprint(text);
        } catch (VerificationException e) {
            throw new UsageException("That is not a thumbprint: it has " + Thumbprint.LENGTH
                    + " characters of A-Z a-z 0-9 - _. Copy it again.");
        }
    }
}
