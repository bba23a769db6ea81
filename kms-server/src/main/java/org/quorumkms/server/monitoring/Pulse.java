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
import org.quorumkms.server.ledger.Ledger;
import org.quorumkms.server.manager.Waiting;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the server every {@link #INTERVAL}, so that whoever asks waits for nothing: a store that does not answer keeps no health
 * check waiting. What takes long, counting and replaying the audit log in full, is done as seldom as it takes long.
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

    /** Counting and replaying pause this many times as long as they took, and never less than {@link #LEAST_PAUSE}. */
    private static final int SHARE = 100;

    private static final Duration LEAST_PAUSE = Duration.ofSeconds(30);

    /** After this many intervals without a look the store does not answer. */
    private static final int LATE = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);

    private final Subject subject;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile Look last;
    private volatile Counted counted = new Counted(Optional.empty(), Optional.empty(), Duration.ZERO);
    private volatile Replay replay = new Replay(List.of(), 0, Duration.ZERO, false);

    /**
     * What was seen.
     *
     * @param at when
     * @param checks how it stands
     * @param end the end of this server's log; empty: the store did not say
     * @param certificates until when the server's certificates are valid, by the HSM that vouches
     */
    record Look(Instant at, List<Check> checks, Optional<LogEnd> end, Map<String, Instant> certificates) {}

    /**
     * What was counted.
     *
     * @param counts how much there is; empty: the store did not say
     * @param overview what there is, for people; the one before where the store did not say
     * @param took how long that took
     */
    record Counted(Optional<Counts> counts, Optional<Overview> overview, Duration took) {}

    private record Replay(List<String> wrong, long entries, Duration took, boolean done) {}

    /** Takes what is watched. */
    public Pulse(Subject subject) {
        this.subject = subject;
        this.last = new Look(subject.clock().instant(), List.of(), Optional.empty(), Map.of());
    }

    /** Looks once, and from then on by itself. */
    public void start() {
        look();
        again("pulse", "look at the server", this::look, () -> INTERVAL);
        again("counting", "count what is in the store", this::countOnce, () -> seldom(counted.took()));
        again("log-replay", "replay the audit log", this::replayOnce, () -> seldom(replay.took()));
    }

    /** What takes long is done as seldom as it takes long: the store is there for callers. */
    private static Duration seldom(Duration took) {
        Duration pause = took.multipliedBy(SHARE);
        return pause.compareTo(LEAST_PAUSE) < 0 ? LEAST_PAUSE : pause;
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

    /** Returns what was counted last. */
    Counted counted() {
        return counted;
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
        Optional<LogEnd> end = Optional.empty();
        try {
            long begun = System.nanoTime();
            end = Optional.of(subject.store()
                    .read(tables -> LogEnd.of(tables, subject.log().id())));
            checks.add(Check.ok("store", "It answered in " + since(begun).toMillis() + " ms."));
        } catch (KmsException e) {
            checks.add(Check.failing("store", String.valueOf(e.getMessage())));
        }
        checks.add(hsms());
        checks.add(log());
        end.ifPresent(seen -> checks.add(clock(seen)));
        checks.add(disk());
        Map<String, Instant> certificates = orNone(subject.certificates(), Map.of());
        checks.add(certificates(certificates));
        checks.add(
                subject.isClosed().getAsBoolean()
                        ? Check.limited(
                                "memory",
                                "This server was restored and only reads. Open it: kms-server resume --trust.")
                        : Check.ok("memory", "It is open."));
        last = new Look(subject.clock().instant(), checks, end, Map.copyOf(certificates));
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    void countOnce() {
        long begun = System.nanoTime();
        Optional<Overview> before = counted.overview();
        counted = new Counted(Optional.empty(), before, counted.took());
        counted = subject.store().read(tables -> {
            Waiting waiting = Waiting.of(new Ledger(tables), subject.clock());
            return new Counted(
                    Optional.of(Counts.of(tables, waiting)),
                    Optional.of(Overview.of(
                            tables,
                            subject.genesis(),
                            waiting.proposals(),
                            subject.clock().instant())),
                    since(begun));
        });
    }

    private Check hsms() {
        Set<Thumbprint> files = orNone(subject.hsmFiles(), Set.of());
        List<String> gone = subject.hsms().get().stream()
                .map(Hsm::keys)
                .filter(keys -> !files.contains(keys.fingerprint()))
                .map(keys -> keys.label())
                .toList();
        if (!gone.isEmpty()) {
            return Check.failing(
                    "hsm",
                    "The file of HSM " + String.join(", ", gone)
                            + " is missing in hsms/: it does not serve any more after a restart. Restore it from a backup.");
        }
        return tokens(subject.hsms().get());
    }

    private static Check tokens(List<Hsm> hsms) {
        List<String> away = hsms.stream()
                .flatMap(hsm -> hsm.away().map(why -> hsm.keys().label() + " (" + why + ")").stream())
                .toList();
        if (away.isEmpty()) {
            return Check.ok("hsm", hsms.size() + " HSMs serve.");
        }
        String words =
                "The token of HSM " + String.join(", ", away) + " is unavailable. Look at the device and at its PIN.";
        return away.size() == hsms.size() ? Check.failing("hsm", words) : Check.limited("hsm", words);
    }

    /** Labels of the HSMs, and whether each one's file is there and its token answers. */
    Map<String, Boolean> hsmsUp() {
        Set<Thumbprint> files = orNone(subject.hsmFiles(), Set.of());
        return subject.hsms().get().stream()
                .collect(Collectors.toMap(
                        hsm -> hsm.keys().label(),
                        hsm -> files.contains(hsm.keys().fingerprint())
                                && hsm.away().isEmpty(),
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

    private Check clock(LogEnd seen) {
        Instant now = subject.clock().instant();
        return seen.newest()
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

    private Check certificates(Map<String, Instant> certificates) {
        Instant now = subject.clock().instant();
        Optional<Instant> first = certificates.values().stream().min(Instant::compareTo);
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
        replay = new Replay(result.wrong(), result.entries(), since(begun), true);
        if (!result.wrong().isEmpty()) {
            LOG.error("the audit log {} does not verify: {}", subject.log().id(), result.wrong());
        }
    }

    @Override
    public void close() {
        stopped.countDown();
    }
}
