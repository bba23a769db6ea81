package org.quorumkms.remote;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.quorumkms.audit.LogId;
import org.quorumkms.signed.Bounded;

/**
 * A server's audit log.
 *
 * @param log which
 * @param keys HSMs' certificates of the key that signs its heads
 * @param size how many entries there are now
 */
public record AuditLogView(LogId log, List<String> keys, long size) implements Serializable {

    /** How many keys of a log are shown: one for each HSM that vouched for it. */
    public static final int MOST_KEYS = 1024;

    /** Checks the members. */
    public AuditLogView {
        Objects.requireNonNull(log);
        keys = Bounded.list(keys, String.class, MOST_KEYS);
        keys.forEach(key -> Bounded.text(key, Sizes.DOCUMENT));
        Bounded.count(size);
    }
}
