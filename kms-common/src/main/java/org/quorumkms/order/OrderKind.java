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
    GRANT;

    /** Returns the word in documents and commands. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static OrderKind of(String text) {
        return Arrays.stream(values())
                .filter(kind -> kind.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new VerificationException("O1: an order disables, enables, deletes or grants."));
    }
}
