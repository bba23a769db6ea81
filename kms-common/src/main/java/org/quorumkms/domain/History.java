package org.quorumkms.domain;

import java.io.Serializable;
import org.quorumkms.signed.Sha256;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Thumbprints;

/**
 * One value that fixes all revisions of a Domain before one (protocol.md section 4): of revision 1 SHA-256 of the 16 bytes of
 * the id; of revision r SHA-256 of the history of r - 1 and the thumbprint of r - 1, 32 bytes each. An HSM makes it from the
 * revision in hand alone.
 *
 * @param hash the 32 bytes, base64url
 */
public record History(Thumbprint hash) implements Serializable {

    /** Returns the history of revision 1. */
    public static History begin(DomainId id) {
        return new History(Thumbprint.ofHash(Sha256.hash(id.toArray())));
    }

    /** Returns the history of the revision after the one that has this history. */
    public History then(Thumbprint revision) {
        return new History(Thumbprint.ofHash(Sha256.hash(hash.toArray(), revision.toArray())));
    }

    /** Returns the history after the one that has this history and some more, oldest first. */
    public History then(Thumbprints revisions) {
        byte[] last = hash.toArray();
        for (int i = 0; i < revisions.size(); i++) {
            last = Sha256.hash(last, revisions.bytes(i));
        }
        return new History(Thumbprint.ofHash(last));
    }
}
