package org.quorumkms.age;

import java.util.Optional;
import org.quorumkms.domain.DomainId;

/**
 * What age calls a recipient ({@code age1quorum1…}) and an identity ({@code AGE-PLUGIN-QUORUM-1…}): the 16 bytes of a Domain's UUID
 * in Bech32 (C2SP age-plugin.md, "Mapping recipients and identities to plugin binaries"). Neither is secret: what opens is a home's
 * key.
 */
public final class AgeKeys {

    private static final String RECIPIENT = "age1quorum";
    private static final String IDENTITY = "AGE-PLUGIN-QUORUM-";

    private AgeKeys() {}

    /**
     * A Domain that a word names.
     *
     * @param domain empty: whichever a home may use, which is what {@code age -j quorum} says
     */
    record Named(Optional<DomainId> domain) {}

    /**
     * Returns a Domain's recipient.
     *
     * @param domain its UUID
     */
    public static String recipient(String domain) {
        return Bech32.encode(RECIPIENT, new DomainId(domain).toArray());
    }

    /**
     * Returns a Domain's identity.
     *
     * @param domain its UUID
     */
    public static String identity(String domain) {
        return Bech32.encode(IDENTITY, new DomainId(domain).toArray());
    }

    /** Returns what a recipient names; empty: it is none of a Domain. */
    static Optional<Named> ofRecipient(String word) {
        return named(RECIPIENT, word).filter(found -> found.domain().isPresent());
    }

    /** Returns what an identity names; empty: it is none of ours. */
    static Optional<Named> ofIdentity(String word) {
        return named(IDENTITY, word);
    }

    private static Optional<Named> named(String prefix, String word) {
        return Bech32.decode(word)
                .filter(decoded -> decoded.prefix().equals(prefix))
                .filter(decoded ->
                        decoded.data().length() == 0 || decoded.data().length() == DomainId.LENGTH)
                .map(decoded -> new Named(
                        decoded.data().length() == 0
                                ? Optional.empty()
                                : Optional.of(DomainId.ofBytes(decoded.data().toArray()))));
    }
}
