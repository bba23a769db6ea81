package org.quorumkms.server.store;

import java.util.List;
import org.quorumkms.signed.Thumbprint;

/** The servers of the system and where to call them: hints, for whom a caller connects to shows who it is. */
public interface ServerStore {

    /**
     * A server.
     *
     * @param key the thumbprint of its key
     * @param addresses where it is called, HOST:PORT, the preferred one first
     */
    record Row(Thumbprint key, List<String> addresses) {

        /** Copies the list. */
        public Row {
            addresses = List.copyOf(addresses);
        }
    }

    /** Keeps a row; one of the same key is replaced. */
    void save(Row row);

    /** Gives all HSMs and reserved labels of one server to another, and forgets the one. */
    void replace(Thumbprint lost, Row successor);

    /** Forgets the servers that hold no HSM and reserved no label. */
    void forgetEmpty();

    /** Returns all rows. */
    List<Row> all();
}
