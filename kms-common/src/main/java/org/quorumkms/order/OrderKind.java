package org.quorumkms.order;

import java.util.Arrays;
import java.util.Locale;
import org.quorumkms.errors.VerificationException;

/** What an order does to a Domain. */
public enum OrderKind {
    /** Nobody may use it, until an order enables it. */
    DISABLE,
    /** Undoes disabling. */
    ENABLE,
    /** Leaves a tombstone without keys (O2). */
    DELETE,
    /** Replaces the controllers by one (O3). */
    GRANT,
    /** Adds a controller, sets its rights, or takes it out (O3). */
    ADMIT,
    /** Says who decides from now on (O3). */
    POLICY,
    /** Opens one file, for one key, until it expires (O4). */
    OPEN,
    /** Ends all older orders and all releases (O1, O4). */
    END;

    /** Returns the word in documents and commands. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads the word. */
    public static OrderKind of(String text) {
        return Arrays.stream(values())
                .filter(kind -> kind.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new VerificationException(
                        "O1: an order is disable, enable, delete, grant, admit, policy, open or end."));
    }
}
