package org.quorumkms.remote;

import java.io.Serializable;
import java.util.Objects;
import org.quorumkms.domain.SeenDomain;

/**
 * What was opened: small data, or a data key.
 *
 * @param seen the Domain as it was used
 * @param data the plaintext
 */
public record Opened(SeenDomain seen, Data data) implements Serializable {

    /** Checks the members. */
    public Opened {
        Objects.requireNonNull(seen);
        Objects.requireNonNull(data);
    }
}
