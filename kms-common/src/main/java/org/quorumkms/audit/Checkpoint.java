package org.quorumkms.audit;

import java.util.Base64;
import java.util.List;
import org.quorumkms.crypto.Ed25519Key;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/**
 * The signed head of an audit log: a C2SP tlog checkpoint, in a signed note.
 *
 * @param origin which log
 * @param size how many entries
 * @param root the root of the Merkle tree over them, 32 bytes
 * @param text the note, as it was received
 */
public record Checkpoint(String origin, long size, Bytes root, String text) {

    private static final int ROOT_LENGTH = 32;

    /** Returns the name of a log in all the world, which is also the name of the key that signs its heads. */
    public static String origin(Thumbprint genesis, LogId log) {
        return prefix(genesis) + log;
    }

    /**
     * Returns which log of a system it is the head of.
     *
     * @throws VerificationException if it is another system's
     */
    public LogId log(Thumbprint genesis) {
        if (!origin.startsWith(prefix(genesis))) {
            throw new VerificationException("A head of the audit log belongs to another system.");
        }
        return LogId.parse(origin.substring(prefix(genesis).length()));
    }

    private static String prefix(Thumbprint genesis) {
        return "quorum-kms/" + genesis + "/";
    }

    /** Signs the head of a log. */
    public static Checkpoint sign(String origin, MerkleTree tree, Ed25519Key key) {
        String body = origin + "\n" + tree.size() + "\n"
                + Base64.getEncoder().encodeToString(tree.root().toArray()) + "\n";
        return new Checkpoint(
                origin,
                tree.size(),
                tree.root(),
                SignedNote.sign(body, origin, key).toText());
    }

    /**
     * Reads a head; its signature is not verified yet.
     *
     * @throws VerificationException if it is not one
     */
    public static Checkpoint parse(String text) {
        SignedNote note = SignedNote.parse(text);
        List<String> lines = note.body().lines().toList();
        if (lines.size() != 3
                || !note.name().equals(lines.get(0))
                || !lines.get(1).matches("0|[1-9][0-9]{0,17}")) {
            throw malformed();
        }
        try {
            Bytes root = Bytes.of(Base64.getDecoder().decode(lines.get(2)));
            if (root.length() == ROOT_LENGTH) {
                return new Checkpoint(lines.get(0), Long.parseLong(lines.get(1)), root, text);
            }
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
        throw malformed();
    }

    /** Returns whether a key signed it. */
    public boolean isSignedBy(Bytes publicKey) {
        return SignedNote.parse(text).isSignedBy(publicKey.toArray());
    }

    /** Returns a key in the form in which tools for signed notes take it: name, key id and key. */
    public static String verifierKey(String origin, Bytes publicKey) {
        byte[] tagged = new byte[1 + publicKey.length()];
        tagged[0] = 1;
        System.arraycopy(publicKey.toArray(), 0, tagged, 1, publicKey.length());
        return origin + "+" + String.format("%08x", SignedNote.keyId(origin, publicKey.toArray())) + "+"
                + Base64.getEncoder().encodeToString(tagged);
    }

    private static VerificationException malformed() {
        return new VerificationException("A head of the audit log is not a checkpoint.");
    }
}
