package org.quorumkms.server.audit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditEntry;
import org.quorumkms.audit.AuditEvent;
import org.quorumkms.audit.AuditKey;
import org.quorumkms.audit.AuditResult;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.audit.Checkpoint;
import org.quorumkms.audit.LogId;
import org.quorumkms.audit.LogReplay;
import org.quorumkms.audit.MerkleTree;
import org.quorumkms.crypto.Ed25519Key;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.TryAgainException;
import org.quorumkms.errors.VerificationException;
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
    private final LogKeys keys;
    private final HeadFile remembered;
    private final Clock clock;
    private final Uses uses;
    private final ScheduledExecutorService timer;
    private final List<ScheduledFuture<?>> tasks = new ArrayList<>();
    private volatile boolean started;
    private volatile Current current;
    private volatile Instant signedAt;

    /** What is begun in a transaction of which it is not known yet whether it was committed. */
    private volatile @Nullable Current next;

    /**
     * Whose logs they are.
     *
     * @param genesis the system
     * @param server the thumbprint of the server's connection key
     */
    public record Identity(Thumbprint genesis, Thumbprint server) {}

    /** The log that is written now, and the ends of it that this server made or found at its start. */
    private static final class Current {

        private final LogId id;
        private final String origin;
        private final Ed25519Key key;
        private final Set<AuditStore.End> ends = ConcurrentHashMap.newKeySet();
        private volatile Optional<Checkpoint> signed = Optional.empty();

        Current(LogId id, String origin, Ed25519Key key) {
            this.id = id;
            this.origin = origin;
            this.key = key;
        }

        /** Whether the store shows an end that this server knows; earlier ones cannot come back. */
        boolean knows(AuditStore.End end) {
            if (!ends.contains(end)) {
                return false;
            }
            ends.removeIf(one -> one.size() < end.size());
            return true;
        }
    }

    /** Takes the store, whose logs they are with their keys, where the newest head is remembered, and the clock. */
    public AuditLog(Store store, Identity identity, LogKeys keys, HeadFile remembered, Clock clock) {
        this.store = store;
        this.identity = identity;
        this.keys = keys;
        this.remembered = remembered;
        this.clock = clock;
        this.uses = new Uses(identity.server());
        this.current = make(LogId.first(identity.server()));
        this.signedAt = clock.instant();
        this.timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "audit");
            thread.setDaemon(true);
            return thread;
        });
    }

    private Current make(LogId id) {
        return new Current(id, Checkpoint.origin(identity.genesis(), id), keys.of(id));
    }

    /** Returns the thumbprint of the server whose log it is. */
    public Thumbprint server() {
        return identity.server();
    }

    /** Returns which log is written now. */
    public LogId id() {
        return current.id;
    }

    /** Returns when a signed head was found last, or made, under which all entries are; at first, when this log was opened. */
    public Instant signedAt() {
        return signedAt;
    }

    /**
     * Begins the log or goes on with it. Where the store has less than this server signed for, or something else, that log is
     * ended and another one begun, whose first entry says so.
     */
    public void open() {
        Optional<Checkpoint> before = remembered.read().map(Checkpoint::parse);
        Current log = make(before.map(head -> head.log(identity.genesis())).orElse(LogId.first(identity.server())));
        log.signed = before;
        current = log;
        boolean rolledBack = before.isPresent() && !isThere(log.id, before.get());
        store.change(tables -> {
            begin(tables, log);
            tables.audit().end(log.id).filter(end -> !rolledBack).ifPresent(log.ends::add);
        });
        if (rolledBack) {
            sign();
        }
    }

    private void begin(Store.Tables tables, Current log) {
        tables.audit().begin(log.id, LogReplay.origin(log.origin));
        for (AuditKey certificate : keys.certify(log.id, Bytes.of(log.key.publicKey()))) {
            tables.audit().saveKey(log.id, certificate.key(), certificate.hsm(), certificate.toText());
        }
    }

    /** A head that was signed is in the store, with at least as many entries. */
    private boolean isThere(LogId log, Checkpoint head) {
        return store.read(tables -> isThere(tables, log, head));
    }

    private static boolean isThere(Store.Tables tables, LogId log, Checkpoint head) {
        return tables.audit().end(log).filter(end -> end.size() >= head.size()).isPresent()
                && tables.audit()
                        .heads(log, head.size() - 1, 1)
                        .equals(List.of(new AuditStore.Head(head.size(), head.text())));
    }

    /** Begins to write uses and to sign heads at their intervals. */
    public void start() {
        started = true;
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
        store.change(tables -> append(tables, own(action, subject)));
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
            store.change(tables -> append(tables, batch));
            written = true;
        } finally {
            if (!written) {
                uses.giveBack(batch, since);
            }
        }
    }

    private void append(Store.Tables tables, Map<AuditEvent, Integer> events) {
        Current log = locked(tables);
        write(tables, log, events);
        if (!started) {
            // A command's log, beside which the server may run: the server takes what its own key signed.
            sign(tables, log);
        }
    }

    private void write(Store.Tables tables, Current log, Map<AuditEvent, Integer> events) {
        AuditStore.End end = tables.audit().end(log.id).orElseThrow();
        MerkleTree tree = MerkleTree.of(end.size(), end.subtrees());
        Thumbprint tip = end.tip();
        List<AuditEntry> entries = new ArrayList<>();
        for (Map.Entry<AuditEvent, Integer> event : events.entrySet()) {
            AuditEntry entry = AuditEntry.make(tip, clock.instant(), event.getKey(), event.getValue());
            entries.add(entry);
            tree.append(entry.text());
            tip = entry.hash();
        }
        AuditStore.End after = new AuditStore.End(tree.size(), tip, tree.subtrees());
        tables.audit().append(log.id, end.size(), entries, after);
        log.ends.add(after);
    }

    /**
     * Returns the log that is to be written, kept from other transactions: the one that was, if it ends as this server remembers or
     * as a command of this home signed it meanwhile, else another one. A command goes on behind the newest head that this home
     * remembers: the server that runs beside it writes on.
     */
    private Current locked(Store.Tables tables) {
        Current log = committed(tables);
        Optional<AuditStore.End> end = tables.audit().lock(log.id);
        boolean goesOn = end.filter(one -> started
                        ? log.knows(one) || isSignedBeside(tables, log, one)
                        : log.signed
                                .filter(head -> !isThere(tables, log.id, head))
                                .isEmpty())
                .isPresent();
        return goesOn ? log : another(tables, log);
    }

    /** Returns the newest log that is in the store. */
    private Current committed(Store.Tables tables) {
        Current begun = next;
        if (begun != null && tables.audit().end(begun.id).filter(begun::knows).isPresent()) {
            current = begun;
            next = null;
        }
        return current;
    }

    /** Whether the key of this log signed an end behind the newest one that this process signed: so a command of this home did. */
    private static boolean isSignedBeside(Store.Tables tables, Current log, AuditStore.End end) {
        boolean signed = end.size() > log.signed.map(Checkpoint::size).orElse(0L)
                && signedAt(tables, log, end).isPresent();
        if (signed) {
            log.ends.add(end);
        }
        return signed;
    }

    /** Returns the head of just this end that the log's key signed. */
    private static Optional<Checkpoint> signedAt(Store.Tables tables, Current log, AuditStore.End end) {
        return tables.audit().heads(log.id, end.size() - 1, 1).stream()
                .flatMap(found -> parsed(found.note()).stream())
                .filter(head -> head.origin().equals(log.origin) && head.size() == end.size())
                .filter(head -> head.root()
                        .equals(MerkleTree.of(end.size(), end.subtrees()).root()))
                .filter(head -> head.isSignedBy(Bytes.of(log.key.publicKey())))
                .findFirst();
    }

    private static Optional<Checkpoint> parsed(String note) {
        try {
            return Optional.of(Checkpoint.parse(note));
        } catch (VerificationException noHead) {
            return Optional.empty();
        }
    }

    /** Section 9: ends a log that the store has not as this server remembers it, and begins another one. */
    private Current another(Store.Tables tables, Current cut) {
        LogId id = cut.id.next();
        while (tables.audit().end(id).isPresent()) {
            id = id.next();
        }
        LOG.error(
                "the store does not have the audit log {} as this server wrote it, which signed for {} entries; it goes on as {}",
                cut.id,
                cut.signed.map(Checkpoint::size).orElse(0L),
                id);
        Current log = make(id);
        begin(tables, log);
        tables.audit().lock(id);
        AuditSubject lost = cut.signed.map(AuditSubject::head).orElse(AuditSubject.NONE);
        write(tables, log, Map.of(own(AuditAction.AUDIT_GAP, lost), 1));
        next = log;
        return log;
    }

    /**
     * Signs the head of the log, if there is one that is not signed yet, and remembers it. What this server signed it remembers
     * itself: whatever stands in the store for a head of more entries than there are is nobody's, and is removed.
     */
    public synchronized void sign() {
        Current[] signing = new Current[1];
        Optional<Checkpoint> signed = store.write(tables -> {
            Current log = locked(tables);
            signing[0] = log;
            AuditStore.End end = tables.audit().end(log.id).orElseThrow();
            int forged = tables.audit().removeHeadsAfter(log.id, end.size());
            if (forged > 0) {
                LOG.error("{} heads of the audit log {} were not this server's, and are removed", forged, log.id);
            }
            if (log.signed.map(Checkpoint::size).orElse(0L) >= end.size()) {
                return Optional.<Checkpoint>empty();
            }
            return Optional.of(sign(tables, log));
        });
        signed.ifPresent(head -> {
            remembered.write(head.text());
            signing[0].signed = signed;
        });
        signedAt = clock.instant();
    }

    private static Checkpoint sign(Store.Tables tables, Current log) {
        AuditStore.End end = tables.audit().end(log.id).orElseThrow();
        Checkpoint head = Checkpoint.sign(log.origin, MerkleTree.of(end.size(), end.subtrees()), log.key);
        tables.audit().saveHead(log.id, head.size(), head.text());
        return head;
    }

    /** Writes what is waiting, signs the head, and ends. */
    @Override
    public void close() {
        tasks.forEach(task -> task.cancel(false));
        timer.shutdown();
        flush();
        if (started) {
            sign();
        } else {
            rememberSigned();
        }
    }

    /** Remembers what a command signed; where the server went on behind it meanwhile, that one signs and remembers. */
    private void rememberSigned() {
        Optional<Checkpoint> signed = store.read(tables -> {
            Current log = committed(tables);
            return tables.audit().end(log.id).flatMap(end -> signedAt(tables, log, end));
        });
        Optional<Checkpoint> before = remembered.read().map(Checkpoint::parse);
        signed.filter(head -> before.filter(
                                older -> older.origin().equals(head.origin()) && older.size() >= head.size())
                        .isEmpty())
                .ifPresent(head -> remembered.write(head.text()));
    }
}
