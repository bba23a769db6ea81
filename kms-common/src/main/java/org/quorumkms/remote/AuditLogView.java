package org.quorumkms.remote;

import java.io.Serializable;
import java.util.List;
import org.quorumkms.signed.Thumbprint;

/**
 * A server's audit log.
 *
 * @param server the thumbprint of the server's connection key
 * @param keys HSMs' certificates of the key that signs its heads
 * @param size how many entries there are now
 */
public record AuditLogView(Thumbprint server, List<String> keys, long size) implements Serializable {

    /** Copies the list. */
    public AuditLogView {
        keys = List.copyOf(keys);
    }
}
