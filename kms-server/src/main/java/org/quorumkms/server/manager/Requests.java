package org.quorumkms.server.manager;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditEvent;
import org.quorumkms.audit.AuditResult;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.remote.RequestId;
import org.quorumkms.server.audit.AuditLog;
import org.quorumkms.server.store.RequestStore.Answered;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/**
 * Changes that are safe to repeat. The HSM's work is done first, without a transaction; then, in one transaction, the
 * change is made and its answer kept. A repeated request gets the first answer; a race is decided by the store.
 */
final class Requests {

    /** How long answers are kept: longer than an invitation lives, so that an interrupted claim can be repeated. */
    private static final Duration KEPT = Duration.ofDays(8);

    private static final Duration BETWEEN_CLEANINGS = Duration.ofMinutes(1);
    private static final int MOST_FORGOTTEN = 1_000;

    private final Store store;
    private final AuditLog log;
    private final ServedDomains served;
    private final Clock clock;
    private final AtomicReference<Instant> nextCleaning = new AtomicReference<>(Instant.EPOCH);

    Requests(Store store, AuditLog log, Clock clock, ServedDomains served) {
        this.store = store;
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

    /**
     * Carries out a change once, and writes it down in the audit log in the same transaction.
     *
     * @param caller who asks
     * @param request the name of the request
     * @param action what is done, for the audit log
     * @param what what is asked, to refuse one name for two requests; holds no secrets
     * @param prepare the work outside the transaction
     * @param change the change itself
     */
    <P> String once(
            Thumbprint caller,
            RequestId request,
            AuditAction action,
            String what,
            Supplier<P> prepare,
            BiFunction<Store.Tables, P, Outcome> change) {
        Thumbprint digest = Bytes.utf8(what).thumbprint();
        Optional<String> before = store.read(tables -> answered(tables, caller, request, digest));
        if (before.isPresent()) {
            return before.get();
        }
        try {
            P prepared = prepare.get();
            Outcome outcome = written(tables -> answered(tables, caller, request, digest)
                    .map(answer -> new Outcome(answer, AuditSubject.NONE))
                    .orElseGet(() -> {
                        Outcome made = change.apply(tables, prepared);
                        tables.requests().save(caller, request, new Answered(digest, made.answer()), clock.instant());
                        log.append(tables, new AuditEvent(caller, action, made.subject(), AuditResult.DONE));
                        return made;
                    }));
            clean();
            return outcome.answer();
        } catch (RefusedException refused) {
            // Its own repetition may have been faster, at another server: then that is the answer.
            return store.read(tables -> answered(tables, caller, request, digest))
                    .orElseThrow(() -> refused);
        }
    }

    /** Writes, and takes care that what was changed is not served as it was before. */
    private Outcome written(Function<Store.Tables, Outcome> work) {
        boolean known = false;
        try {
            Outcome outcome = store.write(work);
            served.changed(outcome.subject());
            known = true;
            return outcome;
        } finally {
            if (!known) {
                // The connection may have been lost while it committed.
                served.changedUnknown();
            }
        }
    }

    private void clean() {
        Instant now = clock.instant();
        Instant due = nextCleaning.get();
        if (!now.isBefore(due) && nextCleaning.compareAndSet(due, now.plus(BETWEEN_CLEANINGS))) {
            store.write(tables -> {
                tables.requests().forgetBefore(now.minus(KEPT), MOST_FORGOTTEN);
                return now;
            });
        }
    }

    private static Optional<String> answered(
            Store.Tables tables, Thumbprint caller, RequestId request, Thumbprint digest) {
        return tables.requests().find(caller, request).map(first -> {
            if (!first.digest().equals(digest)) {
                throw new RefusedException("This request id was used for another request. Use a fresh one.");
            }
            return first.answer();
        });
    }
}
