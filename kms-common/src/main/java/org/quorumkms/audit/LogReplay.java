package org.quorumkms.audit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.quorumkms.errors.KmsException;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Check;
import org.quorumkms.signed.Thumbprint;

/**
 * Verifies a log from its first entry on: each entry names the one before it, each signed head is the head of the
 * entries before it, and each was signed by a key that an HSM certified for this server.
 *
 * <p>It does not show that nothing was cut off behind the newest head; for that, whoever saw a head remembers it
 * ({@link SeenHead}), and later logs have to go on from it.
 */
public final class LogReplay implements LogSink {

    private final String origin;
    private final Thumbprint genesis;
    private final Thumbprint server;
    private final List<RsaJwk> hsms;
    private final Optional<SeenHead> seen;
    private final MerkleTree tree = MerkleTree.empty();
    private final Set<Bytes> keys = new HashSet<>();
    private final List<String> faults = new ArrayList<>();
    private Thumbprint tip;
    private Optional<Checkpoint> head = Optional.empty();
    private int heads;
    private boolean seenMet;

    /**
     * Begins.
     *
     * @param genesis the system
     * @param server whose log it is
     * @param hsms the signing keys of the HSMs that may certify a server's key
     * @param seen a head of this log that was seen before
     */
    public LogReplay(Thumbprint genesis, Thumbprint server, List<RsaJwk> hsms, Optional<SeenHead> seen) {
        this.origin = Checkpoint.origin(genesis, server);
        this.genesis = genesis;
        this.server = server;
        this.hsms = List.copyOf(hsms);
        this.seen = seen;
        this.tip = origin(origin);
        this.seenMet = seen.isEmpty();
        meetSeen();
    }

    /** Returns what the first entry of a log names as the one before it. */
    public static Thumbprint origin(String origin) {
        return Bytes.utf8(origin).thumbprint();
    }

    /** Takes a certificate; one that is not for this log or by none of the HSMs counts for nothing. */
    @Override
    public void key(String certificate) {
        try {
            AuditKey key = AuditKey.parse(certificate);
            boolean counts = key.genesis().equals(genesis)
                    && key.server().equals(server)
                    && hsms.stream().anyMatch(hsm -> hsm.thumbprint().equals(key.hsm()) && key.isSignedBy(hsm));
            if (counts) {
                keys.add(key.key());
            }
        } catch (KmsException e) {
            faults.add(String.valueOf(e.getMessage()));
        }
    }

    /** Takes the next entry. */
    @Override
    public void entry(String text) {
        try {
            AuditEntry entry = AuditEntry.parse(text);
            if (!entry.previous().equals(tip)) {
                faults.add("entry " + tree.size() + " does not follow the one before it");
            }
        } catch (KmsException e) {
            faults.add("entry " + tree.size() + ": " + e.getMessage());
        }
        tip = Bytes.utf8(text).thumbprint();
        tree.append(text);
        meetSeen();
    }

    /** Takes a signed head, when all entries before it were given. */
    @Override
    public void head(String note) {
        try {
            Checkpoint checkpoint = Checkpoint.parse(note);
            heads++;
            if (!checkpoint.origin().equals(origin)) {
                faults.add("a head is another log's");
            } else if (checkpoint.size() != tree.size()) {
                faults.add("a head of " + checkpoint.size() + " entries stands behind " + tree.size());
            } else if (!checkpoint.root().equals(tree.root())) {
                faults.add("the first " + tree.size() + " entries are not those that were signed");
            } else if (keys.stream().noneMatch(checkpoint::isSignedBy)) {
                faults.add("the head of " + tree.size() + " entries is not signed by a key that an HSM certified");
            } else {
                head = Optional.of(checkpoint);
            }
        } catch (KmsException e) {
            faults.add(String.valueOf(e.getMessage()));
        }
    }

    private void meetSeen() {
        if (seen.isPresent() && seen.get().size() == tree.size()) {
            seenMet = true;
            if (!seen.get().root().equals(tree.root())) {
                faults.add("the first " + tree.size() + " entries are not those that were seen before");
            }
        }
    }

    /** Returns how many entries were given. */
    public long size() {
        return tree.size();
    }

    /** Returns the newest head that is right. */
    public Optional<Checkpoint> head() {
        return head;
    }

    /** Ends: says what was found. */
    public List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        checks.add(new Check("an HSM of a pinned Trust certified the key of this log", !keys.isEmpty() || heads == 0));
        checks.add(new Check(
                tree.size() + " entries, each naming the one before it, and " + heads + " signed heads",
                faults.isEmpty()));
        faults.stream().limit(10).forEach(fault -> checks.add(new Check(fault, false)));
        long tail = tree.size() - head.map(Checkpoint::size).orElse(0L);
        checks.add(new Check(
                head.map(newest -> "the newest head has " + newest.size() + " entries; " + tail
                                + " are newer and not under a head yet")
                        .orElse("no head was signed yet; " + tail + " entries are not under one"),
                true));
        seen.ifPresent(before -> checks.add(new Check(
                "it goes on from the head of " + before.size() + " entries that was seen here before", seenMet)));
        return checks;
    }
}
