package org.quorumkms.server.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.errors.ClosedException;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.server.sqlite.SqliteFile;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Thumbprints;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustVerifier;
import org.quorumkms.trust.VerifiedTrust;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server's memory in an SQLite file of its home. Two connections write it, one at a time: what is pending or used survives a
 * killed process (no wait for the disk), what is firm a power failure. Safe for use by many threads.
 */
public final class MemoryFile implements Memory {

    /** The file's name in a home. */
    public static final String NAME = "memory.sqlite";

    /** How often uses are written. */
    private static final Duration FLUSH = Duration.ofMillis(400);

    /** At every how many of these what is too old, or too much, is forgotten: it reads all documents that are kept. */
    private static final int FLUSHES_BETWEEN_PRUNINGS = 150;

    /** How long whole documents are kept. */
    private static final Duration KEPT = Duration.ofDays(7);

    /** Bytes of documents that are kept at the most. */
    private static final long MOST_KEPT = 1L << 30;

    /** How many Domains that were only used are remembered. */
    private static final int MOST_USED = 1_000_000;

    /** How long it takes until a server notices that its host opened it. */
    private static final Duration CLOSED_AGE = Duration.ofMillis(500);

    private static final int CACHED = 50_000;
    private static final String WHAT = "The server's memory";
    private static final Logger LOG = LoggerFactory.getLogger(MemoryFile.class);

    private static final List<String> SCHEMA = List.of(
            "CREATE TABLE IF NOT EXISTS meta (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)",
            "CREATE TABLE IF NOT EXISTS domain (id TEXT NOT NULL PRIMARY KEY, descent TEXT NOT NULL, changed INTEGER NOT NULL,"
                    + " at INTEGER NOT NULL)",
            "CREATE INDEX IF NOT EXISTS domain_used ON domain (changed, at)",
            "CREATE TABLE IF NOT EXISTS pending (id TEXT NOT NULL, number INTEGER NOT NULL, document TEXT NOT NULL,"
                    + " PRIMARY KEY (id, number))",
            "CREATE TABLE IF NOT EXISTS kept (id TEXT NOT NULL PRIMARY KEY, document TEXT NOT NULL, at INTEGER NOT NULL)",
            "CREATE TABLE IF NOT EXISTS revision (id TEXT NOT NULL, number INTEGER NOT NULL, thumbprint TEXT NOT NULL,"
                    + " PRIMARY KEY (id, number)) WITHOUT ROWID",
            "CREATE TABLE IF NOT EXISTS closed (id TEXT NOT NULL PRIMARY KEY, why TEXT NOT NULL)",
            "CREATE TABLE IF NOT EXISTS line (root TEXT NOT NULL PRIMARY KEY, newest TEXT NOT NULL, trusts TEXT NOT NULL)",
            "CREATE TABLE IF NOT EXISTS handed (id TEXT NOT NULL, thumbprint TEXT NOT NULL, document TEXT NOT NULL,"
                    + " operators TEXT NOT NULL, PRIMARY KEY (id, thumbprint))");

    private final Handle quick;
    private final Handle durable;
    private final Clock clock;
    private final TrustVerifier verifier;
    private final ScheduledExecutorService timer;
    private final Map<DomainId, Descent> waiting = new HashMap<>();
    private final Map<Thumbprint, VerifiedTrust> lines = new HashMap<>();
    private final Cache<DomainId, Optional<Descent>> known =
            Caffeine.newBuilder().maximumSize(CACHED).executor(Runnable::run).build();
    private final Object writing = new Object();
    private @Nullable ScheduledFuture<?> flushing;
    private int flushes;
    private volatile boolean unwritable;
    private volatile boolean closed;
    private volatile long closedAt = System.nanoTime() - CLOSED_AGE.toNanos() - 1;

    private MemoryFile(Handle quick, Handle durable, Thumbprint genesis, Clock clock) {
        this.quick = quick;
        this.durable = durable;
        this.clock = clock;
        this.verifier = new TrustVerifier(genesis);
        this.timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "memory");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins a memory, empty. */
    public static MemoryFile begin(Path file, Thumbprint genesis, Clock clock) {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (IOException e) {
            throw new RefusedException(WHAT + " " + file + " cannot be made. Look at the home and its disk.");
        }
        return open(file, genesis, clock);
    }

    /**
     * Opens a memory.
     *
     * @throws RefusedException if it is missing, cannot be read, or is another system's: a server does not start without
     */
    public static MemoryFile open(Path file, Thumbprint genesis, Clock clock) {
        if (!Files.exists(file)) {
            throw new RefusedException(
                    WHAT + " " + file + " is missing, so this server does not start: it could be shown"
                            + " old Domains. Restore it from a backup, or begin another with kms-server memory new.");
        }
        try {
            MemoryFile memory = new MemoryFile(connect(file, "NORMAL"), connect(file, "FULL"), genesis, clock);
            memory.prepare(genesis);
            memory.flushing = memory.timer.scheduleWithFixedDelay(
                    memory::flushQuietly, FLUSH.toMillis(), FLUSH.toMillis(), TimeUnit.MILLISECONDS);
            return memory;
        } catch (SQLException | JdbiException e) {
            LOG.debug("opening the memory", e);
            throw new RefusedException(SqliteFile.whyNot(
                    "the server's memory " + file,
                    e,
                    "Restore it from a backup, or begin another with kms-server memory new."));
        }
    }

    private static Handle connect(Path file, String synchronous) throws SQLException {
        return Jdbi.create(DriverManager.getConnection(SqliteFile.url(file)
                        + "?journal_mode=WAL&busy_timeout=10000&transaction_mode=IMMEDIATE&synchronous=" + synchronous))
                .open();
    }

    private void prepare(Thumbprint genesis) {
        durable.useTransaction(handle -> {
            SCHEMA.forEach(handle::execute);
            handle.execute(
                    "INSERT INTO meta (name, value) VALUES ('genesis', ?) ON CONFLICT DO NOTHING", genesis.value());
        });
        String own = meta("genesis").orElse("");
        if (!own.equals(genesis.value())) {
            throw new RefusedException(WHAT + " belongs to another system (genesis " + own + "). Move it away.");
        }
        durable.createQuery("SELECT trusts FROM line").mapTo(String.class).list().stream()
                .map(text -> verifier.verify(TrustChain.parse(text)).require())
                .forEach(trust -> lines.put(trust.lineRoot(), trust));
    }

    @Override
    public Optional<Descent> seen(DomainId id) {
        synchronized (waiting) {
            Descent used = waiting.get(id);
            if (used != null) {
                return Optional.of(used);
            }
        }
        return known.get(id, this::load);
    }

    private Optional<Descent> load(DomainId id) {
        return reading(handle -> handle.createQuery("SELECT descent FROM domain WHERE id = ?")
                .bind(0, id.value())
                .mapTo(String.class)
                .findOne()
                .map(MemoryFile::descent));
    }

    private static Descent descent(String text) {
        Fields members = StrictJson.object(WHAT, text);
        Descent descent = Descent.take(members);
        members.end();
        return descent;
    }

    @Override
    public List<Domain> pending(DomainId id) {
        return reading(handle -> handle
                .createQuery("SELECT document FROM pending WHERE id = ? ORDER BY number")
                .bind(0, id.value())
                .mapTo(String.class)
                .list()
                .stream()
                .map(Domain::parse)
                .toList());
    }

    @Override
    public List<DomainId> allPending() {
        return reading(
                handle -> handle.createQuery("SELECT DISTINCT id FROM pending").mapTo(String.class).list().stream()
                        .map(DomainId::new)
                        .toList());
    }

    @Override
    public void begin(List<Domain> documents, Optional<Thumbprint> predecessor, Supplier<Thumbprints> earlier) {
        Domain first = documents.get(0);
        String id = first.body().id().value();
        int number = first.body().revision();
        boolean whole = predecessor.isPresent()
                && reading(handle -> handle.createQuery(
                                        "SELECT COUNT(*) FROM revision WHERE id = ? AND (number < ? OR thumbprint = ?)")
                                .bind(0, id)
                                .bind(1, number - 1)
                                .bind(2, predecessor.get().value())
                                .mapTo(Integer.class)
                                .one()
                        == number - 1);
        Thumbprints before = whole ? Thumbprints.NONE : earlier.get();
        writing(quick, handle -> {
            if (!whole) {
                saveRevisions(handle, id, before);
            }
            handle.execute("DELETE FROM pending WHERE id = ?", id);
            for (Domain document : documents) {
                handle.execute(
                        "INSERT INTO pending (id, number, document) VALUES (?, ?, ?)",
                        id,
                        document.body().revision(),
                        document.toText());
            }
        });
    }

    private static void saveRevisions(Handle handle, String id, Thumbprints earlier) {
        handle.execute("DELETE FROM revision WHERE id = ?", id);
        if (earlier.size() == 0) {
            return;
        }
        PreparedBatch batch =
                handle.prepareBatch("INSERT INTO revision (id, number, thumbprint) VALUES (:id, :number, :thumbprint)");
        for (int i = 0; i < earlier.size(); i++) {
            batch.bind("id", id)
                    .bind("number", i + 1)
                    .bind("thumbprint", earlier.get(i).value())
                    .add();
        }
        batch.execute();
    }

    @Override
    public void firm(DomainId id) {
        List<Domain> documents = pending(id);
        if (documents.isEmpty()) {
            return;
        }
        Domain last = documents.get(documents.size() - 1);
        writing(durable, handle -> {
            for (Domain document : documents) {
                saveRevision(handle, document);
            }
            remember(handle, Descent.of(last), true);
            keep(handle, last);
            handle.execute("DELETE FROM pending WHERE id = ?", id.value());
        });
        forgetUse(id);
    }

    private static void saveRevision(Handle handle, Domain document) {
        handle.execute(
                "INSERT INTO revision (id, number, thumbprint) VALUES (?, ?, ?)"
                        + " ON CONFLICT (id, number) DO UPDATE SET thumbprint = excluded.thumbprint",
                document.body().id().value(),
                document.body().revision(),
                document.thumbprint().value());
    }

    private void keep(Handle handle, Domain document) {
        long now = clock.instant().getEpochSecond();
        handle.execute(
                "INSERT INTO kept (id, document, at) VALUES (?, ?, ?)"
                        + " ON CONFLICT (id) DO UPDATE SET document = excluded.document, at = excluded.at",
                document.body().id().value(),
                document.toText(),
                now);
    }

    private void remember(Handle handle, Descent descent, boolean changed) {
        handle.execute(
                "INSERT INTO domain (id, descent, changed, at) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (id) DO UPDATE SET descent = excluded.descent,"
                        + " changed = MAX(domain.changed, excluded.changed), at = excluded.at",
                descent.id().value(),
                Json.write(descent.toJson()),
                changed ? 1 : 0,
                clock.instant().getEpochSecond());
        known.invalidate(descent.id());
    }

    private void forgetUse(DomainId id) {
        synchronized (waiting) {
            waiting.remove(id);
        }
        known.invalidate(id);
    }

    @Override
    public void drop(DomainId id) {
        writing(quick, handle -> handle.execute("DELETE FROM pending WHERE id = ?", id.value()));
    }

    @Override
    public void repin(ExportedDomain domain) {
        String id = domain.domain().body().id().value();
        writing(durable, handle -> {
            saveRevisions(handle, id, domain.earlier());
            saveRevision(handle, domain.domain());
            remember(handle, Descent.of(domain.domain()), true);
            keep(handle, domain.domain());
            handle.execute("DELETE FROM pending WHERE id = ?", id);
            handle.execute("DELETE FROM closed WHERE id = ?", id);
            handle.execute("DELETE FROM handed WHERE id = ?", id);
        });
        forgetUse(domain.domain().body().id());
    }

    @Override
    public void used(Descent domain) {
        if (seen(domain.id()).filter(domain::equals).isPresent()) {
            return;
        }
        synchronized (waiting) {
            waiting.put(domain.id(), domain);
        }
    }

    @Override
    public boolean isWritable() {
        return !unwritable;
    }

    @Override
    public void requireWritable(Descent domain) {
        if (unwritable && load(domain.id()).filter(domain::equals).isEmpty()) {
            throw notWritable();
        }
    }

    private static ClosedException notWritable() {
        return new ClosedException(
                WHAT + " cannot be written (its disk is full, read-only or failing), so the server changes"
                        + " nothing, and uses no Domain that is not in it. Mend that, or call another server.");
    }

    private void flushQuietly() {
        try {
            flush();
            if (flushes++ % FLUSHES_BETWEEN_PRUNINGS == 0) {
                writing(quick, this::prune);
            }
        } catch (ClosedException e) {
            LOG.error("{}", e.getMessage());
        } catch (RuntimeException e) {
            // The timer would end with it.
            LOG.error("could not write the memory; trying again", e);
        }
    }

    /** Writes the uses that are waiting. */
    void flush() {
        List<Descent> batch;
        synchronized (waiting) {
            batch = new ArrayList<>(waiting.values());
        }
        if (batch.isEmpty()) {
            if (unwritable) {
                probe();
            }
            return;
        }
        writing(quick, handle -> {
            batch.forEach(descent -> rememberUse(handle, descent));
        });
        synchronized (waiting) {
            batch.forEach(descent -> {
                known.invalidate(descent.id());
                waiting.remove(descent.id(), descent);
            });
        }
    }

    /** A change that was made firm meanwhile is newer than a use that waited. */
    private void rememberUse(Handle handle, Descent descent) {
        boolean newer = load(descent.id())
                .filter(before -> before.revision() >= descent.revision())
                .isPresent();
        if (!newer) {
            remember(handle, descent, false);
        }
    }

    private void probe() {
        writing(
                quick,
                handle -> handle.execute(
                        "INSERT INTO meta (name, value) VALUES ('probe', '1') ON CONFLICT (name) DO UPDATE SET value = '1'"));
    }

    private void prune(Handle handle) {
        long before = clock.instant().minus(KEPT).getEpochSecond();
        handle.execute("DELETE FROM kept WHERE at < ?", before);
        long size = handle.createQuery("SELECT COALESCE(SUM(LENGTH(document)), 0) FROM kept")
                .mapTo(Long.class)
                .one();
        if (size > MOST_KEPT) {
            handle.execute("DELETE FROM kept WHERE id IN (SELECT id FROM kept ORDER BY at LIMIT"
                    + " (SELECT COUNT(*) / 10 + 1 FROM kept))");
        }
        handle.execute("DELETE FROM revision WHERE id NOT IN (SELECT id FROM kept)"
                + " AND id NOT IN (SELECT id FROM pending)");
        long used = handle.createQuery("SELECT COUNT(*) FROM domain WHERE changed = 0")
                .mapTo(Long.class)
                .one();
        if (used > MOST_USED) {
            handle.execute(
                    "DELETE FROM domain WHERE id IN (SELECT id FROM domain WHERE changed = 0 ORDER BY at LIMIT ?)",
                    used - MOST_USED);
        }
    }

    @Override
    public Optional<Kept> kept(DomainId id) {
        return reading(handle -> handle.createQuery("SELECT document FROM kept WHERE id = ?")
                        .bind(0, id.value())
                        .mapTo(String.class)
                        .findOne()
                        .map(Domain::parse)
                        .map(domain -> new Kept(
                                domain,
                                Thumbprints.of(handle
                                        .createQuery(
                                                "SELECT thumbprint FROM revision WHERE id = ? AND number < ? ORDER BY number")
                                        .bind(0, id.value())
                                        .bind(1, domain.body().revision())
                                        .mapTo(String.class)
                                        .list()
                                        .stream()
                                        .map(Thumbprint::new)
                                        .toList()))))
                .filter(kept -> kept.earlier().size() == kept.domain().body().revision() - 1);
    }

    @Override
    public void close(DomainId id, String why) {
        writing(
                durable,
                handle -> handle.execute(
                        "INSERT INTO closed (id, why) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET why = excluded.why",
                        id.value(),
                        why));
    }

    @Override
    public Optional<String> whyClosed(DomainId id) {
        return reading(handle -> handle.createQuery("SELECT why FROM closed WHERE id = ?")
                .bind(0, id.value())
                .mapTo(String.class)
                .findOne());
    }

    @Override
    public void closeLine(Thumbprint lineRoot, String why) {
        writing(
                durable,
                handle -> handle.execute(
                        "INSERT INTO closed (id, why) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET why = excluded.why",
                        lineRoot.value(),
                        why));
    }

    @Override
    public Optional<String> whyClosed(Thumbprint lineRoot) {
        return reading(handle -> handle.createQuery("SELECT why FROM closed WHERE id = ?")
                .bind(0, lineRoot.value())
                .mapTo(String.class)
                .findOne());
    }

    @Override
    public void forget(DomainId id) {
        writing(
                durable,
                handle -> List.of("domain", "pending", "kept", "revision", "closed")
                        .forEach(table -> handle.execute("DELETE FROM " + table + " WHERE id = ?", id.value())));
        forgetUse(id);
    }

    @Override
    public void remember(Descent domain) {
        writing(durable, handle -> remember(handle, domain, true));
        forgetUse(domain.id());
    }

    @Override
    public List<DomainId> allClosed() {
        return reading(
                handle -> handle
                        .createQuery("SELECT id FROM closed WHERE LENGTH(id) = 36 ORDER BY id")
                        .mapTo(String.class)
                        .list()
                        .stream()
                        .map(DomainId::new)
                        .toList());
    }

    @Override
    public Optional<VerifiedTrust> newest(Thumbprint lineRoot) {
        synchronized (lines) {
            return Optional.ofNullable(lines.get(lineRoot));
        }
    }

    @Override
    public List<VerifiedTrust> lines() {
        synchronized (lines) {
            return List.copyOf(lines.values());
        }
    }

    @Override
    public void sees(VerifiedTrust trust) {
        Optional<VerifiedTrust> before = newest(trust.lineRoot());
        if (before.isEmpty()
                || (!before.get().thumbprint().equals(trust.thumbprint())
                        && trust.reachedFrom(before.get().thumbprint()))) {
            repin(trust);
        }
    }

    @Override
    public void repin(VerifiedTrust trust) {
        writing(durable, handle -> {
            handle.execute(
                    "INSERT INTO line (root, newest, trusts) VALUES (?, ?, ?)"
                            + " ON CONFLICT (root) DO UPDATE SET newest = excluded.newest, trusts = excluded.trusts",
                    trust.lineRoot().value(),
                    trust.thumbprint().value(),
                    trust.chain().toText());
            handle.execute("DELETE FROM closed WHERE id = ?", trust.lineRoot().value());
        });
        synchronized (lines) {
            lines.put(trust.lineRoot(), trust);
        }
    }

    @Override
    public List<Descent> all() {
        flush();
        return reading(handle ->
                handle.createQuery("SELECT descent FROM domain ORDER BY id").mapTo(String.class).list().stream()
                        .map(MemoryFile::descent)
                        .toList());
    }

    @Override
    public boolean isClosed() {
        long now = System.nanoTime();
        if (now - closedAt > CLOSED_AGE.toNanos()) {
            closed = meta("closed").isPresent();
            closedAt = now;
        }
        return closed;
    }

    @Override
    public void closeAll() {
        writing(
                durable,
                handle ->
                        handle.execute("INSERT INTO meta (name, value) VALUES ('closed', '1') ON CONFLICT DO NOTHING"));
        closed = true;
        closedAt = System.nanoTime();
    }

    @Override
    public int opened() {
        return meta("opened").map(Integer::parseInt).orElse(0);
    }

    @Override
    public void open(int restored) {
        writing(durable, handle -> {
            handle.execute("DELETE FROM meta WHERE name = 'closed'");
            handle.execute(
                    "INSERT INTO meta (name, value) VALUES ('opened', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    Integer.toString(restored));
        });
        closed = false;
        closedAt = System.nanoTime();
    }

    private Optional<String> meta(String name) {
        return reading(handle -> handle.createQuery("SELECT value FROM meta WHERE name = ?")
                .bind(0, name)
                .mapTo(String.class)
                .findOne());
    }

    @Override
    public void keepHandedOver(ExportedDomain domain, Optional<Thumbprint> operator) {
        writing(durable, handle -> {
            handle.execute(
                    "INSERT INTO handed (id, thumbprint, document, operators) VALUES (?, ?, ?, '') ON CONFLICT DO NOTHING",
                    domain.domain().body().id().value(),
                    domain.domain().thumbprint().value(),
                    domain.toText());
            operator.ifPresent(key -> handle.execute(
                    "UPDATE handed SET operators = operators || ? || ' ' WHERE id = ? AND thumbprint = ?",
                    key.value(),
                    domain.domain().body().id().value(),
                    domain.domain().thumbprint().value()));
        });
    }

    @Override
    public List<HandedOver> handedOver() {
        return reading(handle -> handle.createQuery("SELECT document, operators FROM handed ORDER BY id")
                .map((row, context) -> new HandedOver(
                        ExportedDomain.parse(row.getString("document")), thumbprints(row.getString("operators"))))
                .list());
    }

    private static List<Thumbprint> thumbprints(String text) {
        return text.isBlank()
                ? List.of()
                : Arrays.stream(text.strip().split(" ", -1))
                        .map(Thumbprint::new)
                        .toList();
    }

    @Override
    public void forgetHandedOver() {
        writing(durable, handle -> handle.execute("DELETE FROM handed WHERE id NOT IN (SELECT id FROM closed)"));
    }

    private <T> T reading(Function<Handle, T> work) {
        synchronized (writing) {
            return work.apply(durable);
        }
    }

    private void writing(Handle handle, Consumer<Handle> work) {
        synchronized (writing) {
            try {
                handle.useTransaction(work::accept);
                unwritable = false;
            } catch (JdbiException e) {
                LOG.error("the memory cannot be written: {}", e.getMessage());
                unwritable = true;
                throw notWritable();
            }
        }
    }

    @Override
    public void close() {
        if (flushing != null) {
            flushing.cancel(false);
        }
        timer.shutdown();
        try {
            flush();
        } catch (KmsException e) {
            LOG.error("uses of the last second are not remembered: {}", e.getMessage());
        }
        synchronized (writing) {
            quick.close();
            durable.close();
        }
    }
}
