package org.quorumkms.remote;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.signed.Bounded;
import org.quorumkms.signed.Bytes;

/**
 * Several data keys, wanted at once.
 *
 * @param seen the Domain, as the caller saw it (D3)
 * @param contexts for each key its context, encoded as in the file format: 1 to {@link #MOST}, together at most {@link #MAX_BYTES}
 */
public record CreateDataKeys(SeenDomain seen, List<Bytes> contexts) implements Serializable {

    /** How many data keys one call makes or opens. */
    public static final int MOST = 64;

    /** Bytes of all contexts in a call, and of what is sealed: any one context fits. */
    public static final int MAX_BYTES = 128 * 1024;

    /** Copies the list and checks its size. */
    public CreateDataKeys {
        Objects.requireNonNull(seen);
        contexts = Bounded.list(contexts, Bytes.class, MOST);
        requireSize(contexts.size(), contexts.stream().mapToLong(Bytes::length).sum());
    }

    static void requireSize(int keys, long bytes) {
        if (keys == 0) {
            throw new IllegalArgumentException("a call should name 1 to " + MOST + " data keys");
        }
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException("a call should have at most " + MAX_BYTES + " bytes of contexts");
        }
    }
}
