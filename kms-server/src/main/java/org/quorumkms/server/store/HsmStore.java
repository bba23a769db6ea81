package org.quorumkms.server.store;

import java.util.List;
import org.quorumkms.signed.Thumbprint;

/** The statements of HSMs, and which server holds which. */
public interface HsmStore {

    /**
     * A row.
     *
     * @param fingerprint the HSM's fingerprint, for look-up; what counts is the statement
     * @param statement the HSM's own statement
     * @param server the address of the server that holds it
     */
    record Row(Thumbprint fingerprint, String statement, String server) {}

    /** Keeps a row; one of the same fingerprint is replaced. */
    void save(Row row);

    /** Returns all rows in the order in which they came. */
    List<Row> all();
}
