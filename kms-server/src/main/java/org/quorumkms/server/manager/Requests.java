package org.quorumkms.server.manager;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditEvent;
import org.quorumkms.audit.AuditResult;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.errors.ClosedException;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.remote.RequestId;
import org.quorumkms.server.audit.AuditLog;
import org.quorumkms.server.memory.Memory;
import org.quorumkms.server.store.RequestStore.Answered;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Thumbprints;

/**
 * Changes that are safe to repeat. The HSM's work is done first, without a transaction; then, in one transaction, the
 * change is made and its answer kept. A repeated request gets the first answer; a race is decided by the store.
 *
 * <p>A change of a Domain is written into the server's memory as pending before the commit, and made firm after it, before
 * the answer (protocol.md section 7).
 */
final class Requests {

    /** How long answers are kept: longer than an invitation lives, so that an interrupted claim can be repeated. */
    private static final Duration KEPT = Duration.ofDays(8);

    private static final Duration BETWEEN_CLEANINGS = Duration.ofMinutes(1);
    private static final int MOST_FORGOTTEN = 1_000;

    private final Store store;
    private final Ledger ledger;
    private final AuditLog log;
    private final ServedDomains served;
    private final Clock clock;
    private final AtomicReference<Instant> nextCleaning = new AtomicReference<>(Instant.EPOCH);

    Requests(Store store, Ledger ledger, AuditLog log, Clock clock, ServedDomains served) {
        this.store = store;
        this.ledger = ledger;
        this.served = served;
        this.log = log;
        this.clock = clock;
    }

    /**
     * What a change gave.
     *
     * @param answer for the caller, and for whoever repeats the request
     * @param subject what was changed, for the audit log
     */
    record Outcome(String answer, AuditSubject subject) {}

    /** Who asks what, under which name. */
    record Asked(Thumbprint caller, RequestId request, AuditAction action, String what) {}

    /**
     * Carries out a change once, and writes it down in the audit log in the same transaction.
     *
     * @param asked who asks what; the text refuses one name for two requests, and holds no secrets
     * @param prepare the work outside the transaction
     * @param change the change itself
     */
    <P> String once(Asked asked, Supplier<P> prepare, BiFunction<Store.Tables, P, Outcome> change) {
        requireOpen();
        Thumbprint digest = digest(asked);
        Optional<String> before = store.read(tables -> answered(tables, asked, digest));
        if (before.isPresent()) {
            return before.get();
        }
        try {
            P prepared = prepare.get();
            Outcome outcome = store.write(tables -> answered(tables, asked, digest)
                    .map(answer -> new Outcome(answer, AuditSubject.NONE))
                    .orElseGet(() -> kept(tables, asked, digest, change.apply(tables, prepared))));
            clean();
            return outcome.answer();
        } catch (RefusedException refused) {
            // Its own repetition may have been faster, at another server: then that is the answer.
            return store.read(tables -> answered(tables, asked, digest)).orElseThrow(() -> refused);
        }
    }

    private Outcome kept(Store.Tables tables, Asked asked, Thumbprint digest, Outcome made) {
        tables.requests().save(asked.caller(), asked.request(), new Answered(digest, made.answer()), clock.instant());
        log.append(tables, new AuditEvent(asked.caller(), asked.action(), made.subject(), AuditResult.DONE));
        return made;
    }

    /**
     * Carries out a change of a Domain once.
     *
     * @param prepare has the HSM make the revisions
     * @param besides what else is changed in the transaction
     */
    void once(Asked asked, DomainId id, Supplier<DomainChange> prepare, Besides besides) {
        requireOpen();
        Thumbprint digest = digest(asked);
        if (store.read(tables -> answered(tables, asked, digest)).isPresent()) {
            return;
        }
        ReentrantLock lock = ledger.lock(id);
        lock.lock();
        try {
            DomainChange change = prepare.get();
            if (!change.after().isEmpty()) {
                write(asked, digest, change, change.last().thumbprint().value(), besides);
                clean();
            }
        } catch (RefusedException refused) {
            if (store.read(tables -> answered(tables, asked, digest)).isEmpty()) {
                throw refused;
            }
        } finally {
            lock.unlock();
        }
    }

    /** What else a change of a Domain changes, in its transaction. */
    interface Besides {
        /** Nothing. */
        Besides NOTHING = (tables, change) -> AuditSubject.change(
                change.before().orElse(change.after().get(0)).body(), change.last());

        /** Changes it, and says what was changed, for the audit log. */
        AuditSubject change(Store.Tables tables, DomainChange change);
    }

    /**
     * Makes a Domain once.
     *
     * @param maker has the HSM make revision 1
     * @return which Domain it is, also of a repeated request
     */
    DomainId onceNew(Asked asked, Supplier<Domain> maker) {
        requireOpen();
        Thumbprint digest = digest(asked);
        Optional<String> before = store.read(tables -> answered(tables, asked, digest));
        if (before.isPresent()) {
            return new DomainId(before.get());
        }
        DomainChange change = DomainChange.first(maker.get());
        write(asked, digest, change, change.id().value(), (tables, made) -> AuditSubject.domain(made.last()));
        clean();
        return new DomainId(
                store.read(tables -> answered(tables, asked, digest)).orElseThrow());
    }

    /** Forgets what is served of a Domain: it was changed otherwise. */
    void forgetServed(DomainId id) {
        served.changed(id);
    }

    private void write(Asked asked, Thumbprint digest, DomainChange change, String own, Besides besides) {
        Memory memory = ledger.memory();
        DomainId id = change.id();
        ledger.underWay().add(id);
        boolean[] ended = new boolean[1];
        try {
            memory.begin(change.after(), change.before().map(Domain::thumbprint), () -> earlier(change));
            boolean made = store.write(tables -> {
                ended[0] = false;
                try {
                    Optional<String> answer = answered(tables, asked, digest);
                    if (answer.isEmpty()) {
                        change.keep(tables);
                        kept(tables, asked, digest, new Outcome(own, besides.change(tables, change)));
                    }
                    // A commit whose answer was lost is made again: then it is this one's.
                    return answer.orElse(own).equals(own);
                } catch (KmsException refused) {
                    // The transaction is rolled back: nothing was committed.
                    ended[0] = true;
                    throw refused;
                }
            });
            ended[0] = true;
            if (made) {
                memory.firm(id);
            } else {
                memory.drop(id);
            }
        } catch (KmsException refused) {
            if (ended[0]) {
                memory.drop(id);
            }
            throw refused;
        } finally {
            ledger.underWay().remove(id);
            served.changed(id);
        }
    }

    private Thumbprints earlier(DomainChange change) {
        return change.before()
                .map(before -> store.read(tables -> tables.domains()
                                .thumbprints(change.id(), 1, before.body().revision()))
                        .then(before.thumbprint()))
                .orElse(Thumbprints.NONE);
    }

    /** A restored server changes nothing until its host opens it. */
    void requireOpen() {
        if (ledger.memory().isClosed()) {
            throw closed();
        }
    }

    static ClosedException closed() {
        return new ClosedException("This server was restored, and changes and uses nothing until its host opens it:"
                + " kms-server resume --trust THUMBPRINT. Call another server, or hand over what you have seen.");
    }

    private void clean() {
        Instant now = clock.instant();
        Instant due = nextCleaning.get();
        if (!now.isBefore(due) && nextCleaning.compareAndSet(due, now.plus(BETWEEN_CLEANINGS))) {
            store.change(tables -> tables.requests().forgetBefore(now.minus(KEPT), MOST_FORGOTTEN));
        }
    }

    private static Thumbprint digest(Asked asked) {
        return Bytes.utf8(asked.action().text() + " " + asked.what()).thumbprint();
    }

    private static Optional<String> answered(Store.Tables tables, Asked asked, Thumbprint digest) {
        return tables.requests().find(asked.caller(), asked.request()).map(first -> {
            if (!first.digest().equals(digest)) {
                throw new RefusedException("This request id was used for another request. Use a fresh one.");
            }
            return first.answer();
        });
    }
}
