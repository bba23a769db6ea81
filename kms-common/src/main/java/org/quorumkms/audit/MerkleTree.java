package org.quorumkms.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Sha256;

/**
 * The Merkle tree over a log's entries (RFC 6962, 2.1), of which only the roots of the complete subtrees are kept: one
 * hash for each bit that is set in the size, the largest subtree first. Appending and the root cost at most 63 hashes.
 */
public final class MerkleTree {

    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    private final List<byte[]> subtrees;
    private long size;

    private MerkleTree(long size, List<byte[]> subtrees) {
        this.size = size;
        this.subtrees = subtrees;
    }

    /** Begins an empty tree. */
    public static MerkleTree empty() {
        return new MerkleTree(0, new ArrayList<>());
    }

    /**
     * Takes up a tree again.
     *
     * @param size how many entries
     * @param subtrees what {@link #subtrees} returned
     */
    public static MerkleTree of(long size, List<Bytes> subtrees) {
        if (size < 0 || Long.bitCount(size) != subtrees.size()) {
            throw new IllegalArgumentException("a tree of " + size + " entries should have " + Long.bitCount(size)
                    + " complete subtrees, not " + subtrees.size());
        }
        return new MerkleTree(
                size, new ArrayList<>(subtrees.stream().map(Bytes::toArray).toList()));
    }

    /** Appends an entry. */
    public void append(String entry) {
        byte[] hash = Sha256.hash(LEAF, entry.getBytes(StandardCharsets.UTF_8));
        for (long left = size; (left & 1) == 1; left >>= 1) {
            hash = Sha256.hash(NODE, subtrees.remove(subtrees.size() - 1), hash);
        }
        subtrees.add(hash);
        size++;
    }

    /** Returns how many entries there are. */
    public long size() {
        return size;
    }

    /** Returns the roots of the complete subtrees, the largest first. */
    public List<Bytes> subtrees() {
        return subtrees.stream().map(Bytes::of).toList();
    }

    /** Returns the tree's root: 32 bytes. */
    public Bytes root() {
        if (subtrees.isEmpty()) {
            return Bytes.of(Sha256.hash());
        }
        byte[] root = subtrees.get(subtrees.size() - 1);
        for (int i = subtrees.size() - 2; i >= 0; i--) {
            root = Sha256.hash(NODE, subtrees.get(i), root);
        }
        return Bytes.of(root);
    }
}
