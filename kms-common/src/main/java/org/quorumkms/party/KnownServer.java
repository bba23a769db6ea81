package org.quorumkms.party;

import java.util.Arrays;
import java.util.Locale;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.net.Address;

/**
 * Where a server may be called, and how this home knows.
 *
 * @param address where
 * @param source from whom
 */
public record KnownServer(Address address, Source source) {

    /** How a home knows a server's address. */
    public enum Source {
        /** A person said so: {@code servers --set}. */
        SET,
        /** An invitation or a card. */
        INVITATION,
        /** A server that was accepted said so. */
        SYSTEM;

        /** Returns the word in files and commands. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Reads the word. */
        public static Source of(String text) {
            return Arrays.stream(values())
                    .filter(source -> source.text().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new VerificationException("A server is known by set, invitation or system."));
        }
    }
}
