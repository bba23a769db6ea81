package org.quorumkms.signed;

import java.util.regex.Pattern;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;

/**
 * Names and labels: 1 to 64 of {@code [A-Za-z0-9 ._@-]}, so that an approval screen cannot be painted with escape
 * codes; no space at an end, no two together, and not in the form of a UUID or of a whole thumbprint, so that no name is
 * taken for one. Labels for people: nothing is ever decided by one.
 */
public final class Name {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._@-]+( [A-Za-z0-9._@-]+)*");
    private static final Pattern TAKEN = Pattern.compile(
            "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|[A-Za-z0-9_-]{43}");
    private static final int MOST = 64;
    private static final String RULE =
            "1 to 64 of A-Z a-z 0-9 space . _ @ - (no space at an end, no two together, no UUID, no thumbprint)";

    private Name() {}

    /** Returns a name found in a document, or refuses the document. */
    public static String check(String name) {
        if (!isOne(name)) {
            throw new VerificationException("A name or label in the document is not " + RULE);
        }
        return name;
    }

    /** Returns a name that a person typed, or says what names look like. */
    public static String typed(String name) {
        if (!isOne(name)) {
            throw new RefusedException("That name cannot be used. Take " + RULE);
        }
        return name;
    }

    /** Returns whether a text can be a name. */
    public static boolean isOne(String name) {
        return name.length() <= MOST
                && FORM.matcher(name).matches()
                && !TAKEN.matcher(name).matches();
    }
}
