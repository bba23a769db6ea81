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
    private final LogId log;
    private final List<RsaJwk> hsms;
    private final List<Expected> expected = new ArrayList<>();
    private final MerkleTree tree = MerkleTree.empty();
    private final Set<Bytes> keys = new HashSet<>();
    private final List<String> faults = new ArrayList<>();
    private Thumbprint tip;
    private Optional<Checkpoint> head = Optional.empty();
    private int heads;

    /**
     * Begins.
     *
     * @param genesis the system
     * @param log which log
     * @param hsms the signing keys of the HSMs that may certify a server's key
     * @param seen a head of this log that was seen before
     */
    public LogReplay(Thumbprint genesis, LogId log, List<RsaJwk> hsms, Optional<SeenHead> seen) {
        this.origin = Checkpoint.origin(genesis, log);
        this.genesis = genesis;
        this.log = log;
        this.hsms = List.copyOf(hsms);
        this.tip = origin(origin);
        seen.ifPresent(head ->
                expect(head, "it goes on from the head of " + head.size() + " entries that was seen here before"));
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
                    && key.log().equals(log)
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
        meetExpected();
    }

    /** Takes a signed head, when all entries before it were given. */
    @Override
    public void head(String note) {
        try {
            Checkpoint checkpoint = Checkpoint.parse(note);
            heads++;
            if (!checkpoint.origin().equals(origin)) {
                faults.add("a head belongs to another log");
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

    /**
     * Expects the log to have gone on from a head: given before the entries.
     *
     * @param what says so
     */
    public void expect(SeenHead before, String what) {
        expected.add(new Expected(before, what));
        meetExpected();
    }

    private void meetExpected() {
        expected.stream()
                .filter(one -> one.head.size() == tree.size())
                .filter(one -> !one.meets(tree))
                .forEach(
                        one -> faults.add("the first " + tree.size() + " entries are not those that were seen before"));
    }

    /** A head that the log has to hold. */
    private static final class Expected {

        private final SeenHead head;
        private final String what;
        private boolean met;

        Expected(SeenHead head, String what) {
            this.head = head;
            this.what = what;
        }

        boolean meets(MerkleTree tree) {
            met = head.root().equals(tree.root());
            return met;
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

    /** Returns whether the log holds, and a certified key signed for its first entry. */
    public boolean isProven() {
        return head.filter(newest -> newest.size() > 0).isPresent()
                && checks().stream().allMatch(Check::ok);
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
        expected.forEach(one -> checks.add(new Check(one.what, one.met)));
        return checks;
    }
}
