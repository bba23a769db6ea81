package org.quorumkms.cli;

import java.io.InputStream;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.UsageException;
import org.quorumkms.party.Identity;
import org.quorumkms.signed.Name;
import org.quorumkms.signed.Thumbprint;

/**
 * Another's key as a person names it: by the identity that its maker handed over, or by its thumbprint.
 *
 * @param thumbprint the key
 * @param name what the identity says; empty of a bare thumbprint
 */
public record NamedKey(Thumbprint thumbprint, Optional<String> name) {

    /**
     * Reads a thumbprint, an identity, or a file (or {@code -}, standard input) that holds one.
     *
     * @throws UsageException if it is none of these
     */
    public static NamedKey typed(String typed, Supplier<InputStream> standardInput) {
        if (typed.length() == Thumbprint.LENGTH && !typed.contains(".")) {
            return new NamedKey(Typed.thumbprint(typed), Optional.empty());
        }
        String text =
                InvitationText.read(typed, typed.equals("-") ? standardInput.get() : InputStream.nullInputStream());
        if (!Identity.isOne(text)) {
            throw new UsageException(
                    "Name the key by the word that kms-client identity prints there, a file that holds it," + " or all "
                            + Thumbprint.LENGTH + " characters of its thumbprint.");
        }
        Identity identity = Identity.parse(text);
        return new NamedKey(identity.key().thumbprint(), Optional.of(identity.name()));
    }

    /**
     * Returns how it is called: as somebody said, or as its identity says.
     *
     * @throws UsageException if neither says
     */
    public String called(@Nullable String said) {
        return said == null
                ? name.orElseThrow(() -> new UsageException("Say whose key that is: --name NAME."))
                : Name.typed(said);
    }
}
