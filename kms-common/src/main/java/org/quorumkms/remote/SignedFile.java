package org.quorumkms.remote;

import java.io.Serializable;
import java.util.Objects;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.signed.Bounded;

/**
 * A signature on a file.
 *
 * @param seen the Domain as it was used
 * @param jws the signature, a JWS
 */
public record SignedFile(SeenDomain seen, String jws) implements Serializable {

    /** Checks the members. */
    public SignedFile {
        Objects.requireNonNull(seen);
        Bounded.text(jws, Sizes.DOCUMENT);
    }
}
