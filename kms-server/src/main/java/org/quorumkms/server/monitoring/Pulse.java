package org.quorumkms.server.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.quorumkms.errors.KmsException;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.server.audit.AuditLog;
import org.quorumkms.server.doctor.LogCheck;
import org.quorumkms.server.store.HsmStore;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Time;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.HsmStatement;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustBody;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the server every {@link #INTERVAL}, so that whoever asks waits for nothing: a store that does not answer keeps no health
 * check waiting. The audit log is replayed in full at intervals that grow with its length.
 */
public final class Pulse implements AutoCloseable {

    /** How often it looks. */
    public static final Duration INTERVAL = Duration.ofSeconds(5);

    /** Less free space than this is a full disk: the store and the log need some to end in order. */
    public static final long LEAST_FREE = 64L << 20;

    /** How long the head of the log may not have been signed. */
    public static final Duration UNSIGNED = AuditLog.HEAD.multipliedBy(3);

    /** How long before its end a certificate should have been renewed. */
    public static final Duration LAST_DAY = Duration.ofDays(1);

    /** How far the clock may be behind the newest entry of the log. */
    public static final Duration SKEW = Duration.ofMinutes(1);

    /** The log is replayed this many times as seldom as it takes, and never more often than {@link #LEAST_PAUSE}. */
    private static final int REPLAY_SHARE = 100;

    private static final Duration LEAST_PAUSE = Duration.ofSeconds(30);

    /** After this many intervals without a look the store does not answer. */
    private static final int LATE = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);

    private final Subject subject;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile Look last;
    private volatile Replay replay = new Replay(List.of(), 0, Duration.ZERO, false);

    /**
     * What was seen.
     *
     * @param at when
     * @param checks how it stands
     * @param counts how much there is; empty: the store did not say
     * @param overview what there is, for people; the one before where the store did not say
     */
    record Look(Instant at, List<Check> checks, Optional<Counts> counts, Optional<Overview> overview) {}

    private record Replay(List<String> wrong, long entries, Duration took, boolean done) {}

    /** Takes what is watched. */
    public Pulse(Subject subject) {
        this.subject = subject;
        this.last = new Look(subject.clock().instant(), List.of(), Optional.empty(), Optional.empty());
    }

    /** Looks once, and from then on by itself. */
    public void start() {
        look();
        again("pulse", "look at the server", this::look, () -> INTERVAL);
        again("log-replay", "replay the audit log", this::replayOnce, () -> {
            Duration pause = replay.took().multipliedBy(REPLAY_SHARE);
            return pause.compareTo(LEAST_PAUSE) < 0 ? LEAST_PAUSE : pause;
        });
    }

    private void again(String name, String what, Runnable work, Supplier<Duration> pause) {
        Thread thread = new Thread(
                () -> {
                    do {
                        attempt(what, work);
                    } while (!isStoppedWithin(pause.get()));
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private boolean isStoppedWithin(Duration pause) {
        try {
            return stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static void attempt(String what, Runnable work) {
        try {
            work.run();
        } catch (KmsException e) {
            LOG.warn("could not {}; trying again: {}", what, e.getMessage());
        } catch (RuntimeException e) {
            // The thread would end with it.
            LOG.error("could not {}; trying again", what, e);
        }
    }

    /** Returns when a head of the whole log was signed last. */
    Instant signedAt() {
        return subject.log().signedAt();
    }

    /** Returns what was seen last. */
    Look last() {
        return last;
    }

    /** Returns whether the log verified when it was replayed last; empty: it was not replayed yet. */
    Optional<Boolean> isLogRight() {
        Replay now = replay;
        return now.done() ? Optional.of(now.wrong().isEmpty()) : Optional.empty();
    }

    /** Returns how it stands now. */
    Health health() {
        Look look = last;
        List<Check> checks = new ArrayList<>(look.checks());
        Duration ago = Duration.between(look.at(), subject.clock().instant());
        if (ago.compareTo(INTERVAL.multipliedBy(LATE)) > 0) {
            checks.removeIf(check -> check.name().equals("store"));
            checks.add(Check.failing("store", "It has not answered for " + ago.toSeconds() + " seconds."));
        }
        return new Health(checks);
    }

    void look() {
        List<Check> checks = new ArrayList<>();
        Optional<Counts> counts = Optional.empty();
        Optional<Overview> overview = last.overview();
        try {
            long begun = System.nanoTime();
            counts = Optional.of(subject.store()
                    .read(tables -> Counts.of(
                            tables, subject.log().id(), subject.clock().instant())));
            overview = Optional.of(subject.store().read(this::overview));
            checks.add(Check.ok(
                    "store",
                    "It answered in "
                            + Duration.ofNanos(System.nanoTime() - begun).toMillis() + " ms."));
        } catch (KmsException e) {
            checks.add(Check.failing("store", String.valueOf(e.getMessage())));
        }
        checks.add(hsms());
        checks.add(log());
        counts.ifPresent(seen -> checks.add(clock(seen)));
        checks.add(disk());
        checks.add(certificates());
        checks.add(
                subject.isClosed().getAsBoolean()
                        ? Check.limited(
                                "memory",
                                "This server was restored and only reads. Open it: kms-server resume --trust.")
                        : Check.ok("memory", "It is open."));
        last = new Look(subject.clock().instant(), checks, counts, overview);
    }

    private Overview overview(Store.Tables tables) {
        List<HsmStore.Row> hsms = tables.hsms().all();
        return new Overview(
                subject.clock().instant(),
                subject.genesis().value(),
                tables.trusts().all().stream().map(trust -> row(tables, trust)).toList(),
                tables.servers().all().stream()
                        .map(server -> new Overview.Server(
                                server.key().value(),
                                server.addresses(),
                                hsms.stream()
                                        .filter(hsm -> hsm.server().equals(server.key()))
                                        .map(hsm -> HsmStatement.verify(hsm.statement(), subject.genesis())
                                                .keys()
                                                .label())
                                        .toList()))
                        .toList());
    }

    private static Overview.TrustRow row(Store.Tables tables, Trust trust) {
        TrustBody body = trust.body();
        return new Overview.TrustRow(
                body.id(),
                trust.thumbprint().value(),
                body.predecessor().map(Thumbprint::value).orElse(""),
                body.kind(),
                body.quorum(),
                body.operators().stream().map(OperatorKey::name).toList(),
                body.hsms().stream().map(HsmKeys::label).toList(),
                !trust.signers().isEmpty(),
                Counts.isOpen(tables, trust));
    }

    private Check hsms() {
        Set<Thumbprint> files = orNone(subject.hsmFiles(), Set.of());
        List<String> gone = subject.hsms().get().stream()
                .map(Hsm::keys)
                .filter(keys -> !files.contains(keys.fingerprint()))
                .map(keys -> keys.label())
                .toList();
        return gone.isEmpty()
                ? Check.ok("hsm", subject.hsms().get().size() + " HSMs serve.")
                : Check.failing(
                        "hsm",
                        "The file of HSM " + String.join(", ", gone)
                                + " is missing in hsms/: it does not serve any more after a restart. Restore it from a backup.");
    }

    /** Labels of the HSMs, and whether each one's file is there. */
    Map<String, Boolean> hsmFiles() {
        Set<Thumbprint> files = orNone(subject.hsmFiles(), Set.of());
        return subject.hsms().get().stream()
                .map(Hsm::keys)
                .collect(Collectors.toMap(
                        keys -> keys.label(),
                        keys -> files.contains(keys.fingerprint()),
                        (one, other) -> one && other));
    }

    private Check log() {
        Replay seen = replay;
        if (!seen.wrong().isEmpty()) {
            return Check.failing(
                    "log", "It does not verify: " + String.join("; ", seen.wrong()) + ". Run kms-server doctor.");
        }
        Duration unsigned =
                Duration.between(subject.log().signedAt(), subject.clock().instant());
        return unsigned.compareTo(UNSIGNED) > 0
                ? Check.failing("log", "Its head could not be signed for " + unsigned.toSeconds() + " seconds.")
                : Check.ok(
                        "log",
                        seen.done() ? "All its " + seen.entries() + " entries verified." : "It is being verified.");
    }

    private Check clock(Counts seen) {
        Instant now = subject.clock().instant();
        return seen.newestEntry()
                .filter(newest -> newest.isAfter(now.plus(SKEW)))
                .map(newest -> Check.failing(
                        "clock",
                        "It is " + Time.format(now) + ", and the newest entry of the log is of " + Time.format(newest)
                                + ". Set it."))
                .orElseGet(() -> Check.ok("clock", "It is not behind the newest entry of the log."));
    }

    /** Returns how much space is left for the home; 0 where it cannot be looked at. */
    long freeBytes() {
        return orNone(() -> subject.freeBytes().getAsLong(), 0L);
    }

    private Check disk() {
        long free = freeBytes();
        return free < LEAST_FREE
                ? Check.failing("disk", "It has " + (free >> 20) + " MiB left for the home. Make room.")
                : Check.ok("disk", (free >> 20) + " MiB are free.");
    }

    private Check certificates() {
        Instant now = subject.clock().instant();
        Optional<Instant> first = orNone(subject.certificates(), Map.<String, Instant>of()).values().stream()
                .min(Instant::compareTo);
        return first.filter(until -> until.isAfter(now.plus(LAST_DAY)))
                .map(until -> Check.ok("certificate", "It is valid until " + Time.format(until) + "."))
                .orElseGet(() -> Check.failing(
                        "certificate",
                        first.map(until -> "It ends at " + Time.format(until) + " and was not renewed.")
                                .orElse("No HSM issues one.")));
    }

    private static <T> T orNone(Supplier<T> look, T none) {
        try {
            return look.get();
        } catch (RuntimeException e) {
            LOG.debug("looking", e);
            return none;
        }
    }

    void replayOnce() {
        long begun = System.nanoTime();
        LogCheck.Result result = LogCheck.of(
                subject.store(),
                subject.genesis(),
                subject.log().id(),
                subject.hsms().get().stream().map(hsm -> hsm.keys().signing()).toList());
        replay = new Replay(result.wrong(), result.entries(), Duration.ofNanos(System.nanoTime() - begun), true);
        if (!result.wrong().isEmpty()) {
            LOG.error("the audit log {} does not verify: {}", subject.log().id(), result.wrong());
        }
    }

    @Override
    public void close() {
        stopped.countDown();
    }
}
