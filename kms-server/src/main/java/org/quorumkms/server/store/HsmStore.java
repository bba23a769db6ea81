package org.quorumkms.server.store;

import java.util.List;
import java.util.Optional;
import org.quorumkms.signed.Thumbprint;

/** The statements of HSMs, and which server holds which. */
public interface HsmStore {

    /**
     * A row.
     *
     * @param fingerprint the HSM's fingerprint, for look-up; what counts is the statement
     * @param statement the HSM's own statement
     * @param server the key of the server that holds it
     */
    record Row(Thumbprint fingerprint, String statement, Thumbprint server) {}

    /**
     * A label that was set aside for an HSM before it is made.
     *
     * @param label the label
     * @param request the caller and the request that want it
     * @param server the key of the server that makes it
     */
    record Reservation(String label, String request, Thumbprint server) {}

    /** Keeps a row; of one of the same fingerprint, the server is replaced. */
    void save(Row row);

    /** Returns all rows, by server. */
    List<Row> all();

    /** Returns an HSM's row. */
    Optional<Row> find(Thumbprint fingerprint);

    /** Forgets an HSM whose file was destroyed. Its label is not used again. */
    void remove(Thumbprint fingerprint);

    /**
     * Reserves a label.
     *
     * @return whether it was free
     */
    boolean reserve(Reservation reservation);

    /** Returns what a request reserved. */
    Optional<Reservation> reservation(String request);

    /** Returns all reserved labels. */
    List<String> reservedLabels();
}
