package org.quorumkms.signed;

import java.util.regex.Pattern;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;

/**
 * Names and labels: 1 to 64 of {@code [A-Za-z0-9 ._@-]}, so that an approval screen cannot be painted with escape
 * codes. Labels for people: nothing is ever decided by one.
 */
public final class Name {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9 ._@-]{1,64}");

    private Name() {}

    /** Returns a name found in a document, or refuses the document. */
    public static String check(String name) {
        if (!FORM.matcher(name).matches()) {
            throw new VerificationException(
                    "A name or label in the document is not 1 to 64 of A-Z a-z 0-9 space . _ @ -");
        }
        return name;
    }

    /** Returns a name that a person typed, or says what names look like. */
    public static String typed(String name) {
        if (!FORM.matcher(name).matches()) {
            throw new RefusedException("That name cannot be used. Take 1 to 64 of A-Z a-z 0-9 space . _ @ -");
        }
        return name;
    }
}
