package org.quorumkms.server.store;

import java.util.List;
import java.util.Optional;
import org.quorumkms.audit.AuditEntry;
import org.quorumkms.audit.LogId;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/** The servers' audit logs. */
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
    void begin(LogId log, Thumbprint origin);

    /** Returns the end of a log, if it is there, and keeps other transactions from appending to it until this one ends. */
    Optional<End> lock(LogId log);

    /** Returns the end of a log. */
    Optional<End> end(LogId log);

    /** Returns all logs. */
    List<LogId> logs();

    /** Appends entries to a log that this transaction has locked, and makes its end what is given. */
    void append(LogId log, long position, List<AuditEntry> entries, End end);

    /** Returns entries from a position on, at most {@code limit}. */
    List<String> entries(LogId log, long from, int limit);

    /** Keeps an HSM's certificate of the key that signs a log's heads. */
    void saveKey(LogId log, Bytes key, Thumbprint hsm, String certificate);

    /** Returns the certificates for a log. */
    List<String> keys(LogId log);

    /** Keeps a signed head, in the place of what stands there for as many entries. */
    void saveHead(LogId log, long size, String note);

    /**
     * A signed head as it stands.
     *
     * @param size of how many entries, for look-up; what counts is the note
     * @param note the text
     */
    record Head(long size, String note) {}

    /** Returns signed heads of more than {@code after} entries, the smaller ones first, at most {@code limit}. */
    List<Head> heads(LogId log, long after, int limit);

    /** Removes what stands for signed heads of more than {@code size} entries; returns how many. */
    int removeHeadsAfter(LogId log, long size);
}
