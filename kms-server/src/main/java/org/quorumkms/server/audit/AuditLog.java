package org.quorumkms.server.audit;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditEntry;
import org.quorumkms.audit.AuditEvent;
import org.quorumkms.audit.AuditKey;
import org.quorumkms.audit.AuditResult;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.audit.Checkpoint;
import org.quorumkms.audit.LogReplay;
import org.quorumkms.audit.MerkleTree;
import org.quorumkms.crypto.Ed25519Key;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.TryAgainException;
import org.quorumkms.server.store.AuditStore;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This server's audit log. A change is written down in its own transaction, so that there is no change without its entry
 * and no entry without its change. Uses are counted and written in batches, at most {@link #BATCH} after they took
 * place: that many of them a killed server may lose. The head is signed every {@link #HEAD} and at a stop.
 */
public final class AuditLog implements AutoCloseable {

    /** How often uses are written. */
    public static final Duration BATCH = Duration.ofMillis(500);

    /** How often the head is signed, if there is a new one. */
    public static final Duration HEAD = Duration.ofMinutes(1);

    /** How long uses may wait for a store that cannot be written before further ones are refused. */
    static final Duration UNWRITTEN = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private final Store store;
    private final Identity identity;
    private final String origin;
    private final HeadFile remembered;
    private final Clock clock;
    private final Uses uses;
    private final ScheduledExecutorService timer;
    private final List<ScheduledFuture<?>> tasks = new ArrayList<>();

    /**
     * Whose log it is.
     *
     * @param genesis the system
     * @param server the thumbprint of the server's connection key
     * @param key the key that signs heads
     */
    public record Identity(Thumbprint genesis, Thumbprint server, Ed25519Key key) {}

    /** Takes the store, whose log it is, where the newest head is remembered, and the clock. */
    public AuditLog(Store store, Identity identity, HeadFile remembered, Clock clock) {
        this.store = store;
        this.identity = identity;
        this.origin = Checkpoint.origin(identity.genesis(), identity.server());
        this.remembered = remembered;
        this.clock = clock;
        this.uses = new Uses(identity.server());
        this.timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "audit");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Returns the public key that signs heads. */
    public Bytes publicKey() {
        return Bytes.of(identity.key().publicKey());
    }

    /** Returns the thumbprint of the server whose log it is. */
    public Thumbprint server() {
        return identity.server();
    }

    /**
     * Begins the log or goes on with it, with HSMs' certificates of its key; says so, in the log itself and to whoever
     * runs the server, when the store has less than was signed for.
     */
    public void open(List<AuditKey> certificates) {
        store.write(tables -> {
            tables.audit().begin(identity.server(), LogReplay.origin(origin));
            certificates.forEach(key -> tables.audit().saveKey(identity.server(), key.key(), key.hsm(), key.toText()));
            return identity;
        });
        Optional<Checkpoint> before = remembered.read().map(Checkpoint::parse);
        if (before.isPresent() && !isThere(before.get())) {
            LOG.error(
                    "the store was rolled back: this server signed for {} entries of its audit log, and they are not"
                            + " there any more",
                    before.get().size());
            record(AuditAction.AUDIT_GAP, AuditSubject.NONE);
            sign();
        }
    }

    /** A head that was signed is in the store, with at least as many entries. */
    private boolean isThere(Checkpoint head) {
        return store.read(tables -> tables.audit()
                        .end(identity.server())
                        .filter(end -> end.size() >= head.size())
                        .isPresent()
                && tables.audit().heads(identity.server(), head.size() - 1, 1).equals(List.of(head.text())));
    }

    /** Begins to write uses and to sign heads at their intervals. */
    public void start() {
        every(BATCH, "write the uses", this::flush);
        every(HEAD, "sign the head", this::sign);
    }

    private void every(Duration pause, String what, Runnable work) {
        tasks.add(timer.scheduleWithFixedDelay(
                () -> attempt(what, work), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS));
    }

    private static void attempt(String what, Runnable work) {
        try {
            work.run();
        } catch (KmsException e) {
            LOG.error("could not {} of the audit log; trying again: {}", what, e.getMessage());
        } catch (RuntimeException e) {
            // The timer would end with it.
            LOG.error("could not {} of the audit log; trying again", what, e);
        }
    }

    /** Writes a change down, in its transaction. */
    public void append(Store.Tables tables, AuditEvent event) {
        append(tables, Map.of(event, 1));
    }

    /** Writes down what this server does by itself. */
    public void record(AuditAction action, AuditSubject subject) {
        store.write(tables -> {
            append(tables, own(action, subject));
            return action;
        });
    }

    /** Says what this server does by itself. */
    public AuditEvent own(AuditAction action, AuditSubject subject) {
        return new AuditEvent(identity.server(), action, subject, AuditResult.DONE);
    }

    /** Has a use, or what was refused, written down with the next batch. */
    public void note(AuditEvent event) {
        uses.add(event);
    }

    /**
     * Requires that what is used now can be written down.
     *
     * @throws TryAgainException if the store could not be written for long
     */
    public void requireWritable() {
        if (uses.waiting().compareTo(UNWRITTEN) > 0) {
            throw new TryAgainException("The server cannot write its audit log, so it refuses to use Domains."
                    + " Try again when its store can be written.");
        }
    }

    /** Writes the uses that are waiting. */
    public synchronized void flush() {
        long since = uses.oldest();
        Map<AuditEvent, Integer> batch = uses.take();
        if (batch.isEmpty()) {
            return;
        }
        boolean written = false;
        try {
            store.write(tables -> {
                append(tables, batch);
                return batch;
            });
            written = true;
        } finally {
            if (!written) {
                uses.giveBack(batch, since);
            }
        }
    }

    private void append(Store.Tables tables, Map<AuditEvent, Integer> events) {
        AuditStore.End end = tables.audit().lock(identity.server());
        MerkleTree tree = MerkleTree.of(end.size(), end.subtrees());
        Thumbprint tip = end.tip();
        List<AuditEntry> entries = new ArrayList<>();
        for (Map.Entry<AuditEvent, Integer> event : events.entrySet()) {
            AuditEntry entry = AuditEntry.make(tip, clock.instant(), event.getKey(), event.getValue());
            entries.add(entry);
            tree.append(entry.text());
            tip = entry.hash();
        }
        tables.audit()
                .append(identity.server(), end.size(), entries, new AuditStore.End(tree.size(), tip, tree.subtrees()));
    }

    /** Signs the head of the log, if there is one that is not signed yet, and remembers it. */
    public synchronized void sign() {
        Optional<Checkpoint> signed = store.write(tables -> {
            AuditStore.End end = tables.audit().end(identity.server()).orElseThrow();
            boolean isSigned = tables.audit()
                    .newestHead(identity.server())
                    .map(Checkpoint::parse)
                    .filter(head -> head.size() >= end.size())
                    .isPresent();
            if (isSigned) {
                return Optional.<Checkpoint>empty();
            }
            Checkpoint head = Checkpoint.sign(origin, MerkleTree.of(end.size(), end.subtrees()), identity.key());
            tables.audit().saveHead(identity.server(), head.size(), head.text());
            return Optional.of(head);
        });
        signed.ifPresent(head -> remembered.write(head.text()));
    }

    /** Writes what is waiting, signs the head, and ends. */
    @Override
    public void close() {
        tasks.forEach(task -> task.cancel(false));
        timer.shutdown();
        flush();
        sign();
    }
}
