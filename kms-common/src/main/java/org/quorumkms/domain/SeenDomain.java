package org.quorumkms.domain;

import java.io.Serializable;
import java.util.Objects;
import org.quorumkms.signed.Thumbprint;

/**
 * A Domain as somebody saw it last (D3): every use names this, and every answer brings the next.
 *
 * @param id which Domain
 * @param revision the revision seen, at least 1
 * @param trust the thumbprint of the Trust it stood under
 */
public record SeenDomain(DomainId id, int revision, Thumbprint trust) implements Serializable {

    /** Checks the revision. */
    public SeenDomain {
        if (revision < 1) {
            throw new IllegalArgumentException("revision should be at least 1");
        }
    }

    // As the compiler would write it; a record's own is put together at its first use, which a start pays for.
    @Override
    public boolean equals(Object other) {
        return other instanceof SeenDomain that
                && Objects.equals(id, that.id)
                && revision == that.revision
                && Objects.equals(trust, that.trust);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Objects.hashCode(id) + revision) + Objects.hashCode(trust);
    }
}
