package org.quorumkms.domain;

import java.util.Arrays;
import java.util.Locale;
import org.quorumkms.errors.VerificationException;

/** Whether a Domain may be used. */
public enum DomainState {
    /** It may. */
    ENABLED,
    /** It may not, until an order enables it. */
    DISABLED,
    /** It never may again: a tombstone without keys. */
    DELETED;

    /** Returns the word in documents. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static DomainState of(String text) {
        return Arrays.stream(values())
                .filter(state -> state.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new VerificationException("A Domain is enabled, disabled or deleted."));
    }
}
