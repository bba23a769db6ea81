package org.quorumkms.domain;

import java.io.Serializable;
import java.util.Objects;
import org.quorumkms.signed.Thumbprint;

/**
 * A revision of a Domain, by its thumbprint: every use and every change names the one that it is meant for (D3), and every
 * answer names the one that it is of.
 *
 * @param id which Domain
 * @param revision its number, at least 1: for people and for who is behind; nothing is decided by it alone
 * @param thumbprint base64url(SHA-256(payload)) of the revision
 */
public record SeenDomain(DomainId id, int revision, Thumbprint thumbprint) implements Serializable {

    /** Checks the revision. */
    public SeenDomain {
        if (revision < 1 || revision > DomainBody.MAX_REVISIONS) {
            throw new IllegalArgumentException("revision should be from 1 to 65,536");
        }
        Objects.requireNonNull(id);
        Objects.requireNonNull(thumbprint);
    }

    // As the compiler would write it; a record's own is put together at its first use, which a start pays for.
    @Override
    public boolean equals(Object other) {
        return other instanceof SeenDomain that
                && Objects.equals(id, that.id)
                && revision == that.revision
                && Objects.equals(thumbprint, that.thumbprint);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Objects.hashCode(id) + revision) + Objects.hashCode(thumbprint);
    }
}
