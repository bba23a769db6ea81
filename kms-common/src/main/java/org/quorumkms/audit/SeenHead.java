package org.quorumkms.audit;

import org.quorumkms.signed.Bytes;

/**
 * A head of a log that was seen and verified: a later state of the log has to go on from it.
 *
 * @param size how many entries
 * @param root the root of the Merkle tree over them
 */
public record SeenHead(long size, Bytes root) {

    /** Remembers a verified head. */
    public static SeenHead of(Checkpoint head) {
        return new SeenHead(head.size(), head.root());
    }
}
