package org.quorumkms.server.store;

import java.util.List;
import java.util.Optional;
import org.quorumkms.audit.AuditEntry;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/** The servers' audit logs, each found by the thumbprint of its server's key. */
public interface AuditStore {

    /**
     * The end of a log.
     *
     * @param size how many entries
     * @param tip the hash of the last one
     * @param subtrees the roots of the complete subtrees of its Merkle tree, the largest first
     */
    record End(long size, Thumbprint tip, List<Bytes> subtrees) {

        /** Copies the list. */
        public End {
            subtrees = List.copyOf(subtrees);
        }
    }

    /** Begins a log, unless it is there. */
    void begin(Thumbprint server, Thumbprint origin);

    /** Returns the end of a log, and keeps other transactions from appending to it until this one ends. */
    End lock(Thumbprint server);

    /** Returns the end of a log. */
    Optional<End> end(Thumbprint server);

    /** Returns all servers that have a log. */
    List<Thumbprint> logs();

    /** Appends entries to a log that this transaction has locked, and makes its end what is given. */
    void append(Thumbprint server, long position, List<AuditEntry> entries, End end);

    /** Returns entries from a position on, at most {@code limit}. */
    List<String> entries(Thumbprint server, long from, int limit);

    /** Keeps an HSM's certificate of the key that signs a log's heads. */
    void saveKey(Thumbprint server, Bytes key, Thumbprint hsm, String certificate);

    /** Returns the certificates for a log. */
    List<String> keys(Thumbprint server);

    /** Keeps a signed head. */
    void saveHead(Thumbprint server, long size, String note);

    /** Returns signed heads of more than {@code after} entries, the smaller ones first, at most {@code limit}. */
    List<String> heads(Thumbprint server, long after, int limit);

    /** Returns the newest signed head. */
    Optional<String> newestHead(Thumbprint server);
}
