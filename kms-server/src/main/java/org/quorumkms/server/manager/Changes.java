package org.quorumkms.server.manager;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.quorumkms.audit.AuditEvent;
import org.quorumkms.audit.AuditResult;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.errors.ClosedException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.server.ledger.CheckedStore;
import org.quorumkms.server.ledger.DomainChange;
import org.quorumkms.server.ledger.Ledger;
import org.quorumkms.server.store.RequestStore.Answered;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Thumbprints;

/**
 * Changes that are made once, however often they are asked for. First it is asked who may ({@link Call}); then the HSM's work is
 * done, without a transaction; then, in one transaction, the change is made, its answer kept, and it is written down in the audit
 * log. A repeated request gets the first answer; a race is decided by the store.
 */
final class Changes {

    /** How long answers are kept: longer than an invitation lives, so that an interrupted claim can be repeated. */
    private static final Duration KEPT = Duration.ofDays(8);

    private static final Duration BETWEEN_CLEANINGS = Duration.ofMinutes(1);
    private static final int MOST_FORGOTTEN = 1_000;

    private final CheckedStore store;
    private final Authorization authorization;
    private final Audited audited;
    private final ServedDomains served;
    private final Clock clock;
    private final AtomicReference<Instant> nextCleaning = new AtomicReference<>(Instant.EPOCH);

    Changes(CheckedStore store, Authorization authorization, Audited audited, ServedDomains served, Clock clock) {
        this.store = store;
        this.authorization = authorization;
        this.audited = audited;
        this.served = served;
        this.clock = clock;
    }

    /**
     * Who asks what.
     *
     * @param request the caller and its request
     * @param call what is asked for
     * @param subject what it is about, for the audit log, where it is refused
     * @param what all that was asked for: it refuses one id for two requests, and holds no secrets
     */
    record Asked(Request request, Call call, AuditSubject subject, String what) {

        Thumbprint digest() {
            return Bytes.utf8(call.action().text() + " " + what).thumbprint();
        }
    }

    /**
     * What a change gave.
     *
     * @param answer for the caller, and for whoever repeats the request
     * @param subject what was changed, for the audit log
     */
    record Outcome(String answer, AuditSubject subject) {}

    /** A change in its transaction. */
    interface Change<P> {
        /** Makes it, of what was prepared. */
        Outcome make(Ledger ledger, OperatorCaller operator, P prepared);
    }

    /** What else a change of a Domain changes, in its transaction. */
    interface Besides {
        /** Nothing. */
        Besides NOTHING = (ledger, change) -> AuditSubject.change(
                change.before().orElse(change.after().get(0)).body(), change.last());

        /** Changes it, and says what was changed, for the audit log. */
        AuditSubject change(Ledger ledger, DomainChange change);
    }

    /**
     * Makes a change that an operator asks for.
     *
     * @param prepare the work outside the transaction
     * @param change the change itself
     * @return its answer, or the answer of an earlier attempt
     */
    <P> String once(Asked asked, Function<OperatorCaller, P> prepare, Change<P> change) {
        return attempt(asked, () -> {
            OperatorCaller operator =
                    authorization.operator(asked.call(), asked.request().caller());
            return earlier(asked)
                    .orElseGet(() -> made(
                            asked,
                            () -> prepare.apply(operator),
                            (ledger, prepared) -> change.make(ledger, operator, prepared)));
        });
    }

    /** Makes a change that is no operator's: whoever prepares it decides who may. */
    <P> String once(Asked asked, Supplier<P> prepare, BiFunction<Ledger, P, Outcome> change) {
        return attempt(asked, () -> earlier(asked).orElseGet(() -> made(asked, prepare, change)));
    }

    private <P> String made(Asked asked, Supplier<P> prepare, BiFunction<Ledger, P, Outcome> change) {
        try {
            P prepared = prepare.get();
            String answer = store.write(ledger -> answered(ledger, asked).orElseGet(() -> {
                Outcome outcome = change.apply(ledger, prepared);
                keep(ledger, asked, outcome);
                return outcome.answer();
            }));
            clean();
            return answer;
        } catch (RefusedException refused) {
            // Its own repetition may have been faster, at another server: then that is the answer.
            return earlier(asked).orElseThrow(() -> refused);
        }
    }

    /**
     * Makes a change of a Domain that an operator asks for.
     *
     * @param prepare has the HSM make the revisions
     * @param besides what else is changed in the transaction
     */
    void once(Asked asked, DomainId id, Function<OperatorCaller, DomainChange> prepare, Besides besides) {
        attempt(asked, () -> {
            OperatorCaller operator =
                    authorization.operator(asked.call(), asked.request().caller());
            return changed(asked, id, () -> prepare.apply(operator), besides);
        });
    }

    /** Makes a change of a Domain that a controller, or who has its secret, asks for: the HSM decides who may. */
    void once(Asked asked, DomainId id, Supplier<DomainChange> prepare, Besides besides) {
        attempt(asked, () -> changed(asked, id, prepare, besides));
    }

    private boolean changed(Asked asked, DomainId id, Supplier<DomainChange> prepare, Besides besides) {
        return earlier(asked).isPresent()
                || store.pending().whileLocked(id, () -> {
                    try {
                        DomainChange change = prepare.get();
                        if (!change.after().isEmpty()) {
                            write(asked, change, change.last().thumbprint().value(), besides);
                        }
                        return true;
                    } catch (RefusedException refused) {
                        if (earlier(asked).isEmpty()) {
                            throw refused;
                        }
                        return true;
                    }
                });
    }

    /**
     * Makes a Domain that an operator asks for.
     *
     * @param maker has the HSM make revision 1
     * @return which Domain it is, also of a repeated request
     */
    DomainId onceNew(Asked asked, Function<OperatorCaller, Domain> maker) {
        return attempt(asked, () -> {
            OperatorCaller operator =
                    authorization.operator(asked.call(), asked.request().caller());
            if (earlier(asked).isEmpty()) {
                DomainChange change = DomainChange.first(maker.apply(operator));
                write(asked, change, change.id().value(), (ledger, made) -> AuditSubject.domain(made.last()));
            }
            return new DomainId(earlier(asked).orElseThrow());
        });
    }

    private void write(Asked asked, DomainChange change, String own, Besides besides) {
        try {
            store.pending()
                    .write(change.after(), change.before().map(Domain::thumbprint), () -> before(change), ledger -> {
                        Optional<String> answer = answered(ledger, asked);
                        if (answer.isEmpty()) {
                            change.keep(ledger);
                            keep(ledger, asked, new Outcome(own, besides.change(ledger, change)));
                        }
                        // A commit whose answer was lost is made again: then it is this one's.
                        return answer.orElse(own).equals(own);
                    });
        } finally {
            served.changed(change.id());
        }
        clean();
    }

    private Thumbprints before(DomainChange change) {
        return change.before()
                .map(before -> store.read(ledger -> ledger.domains()
                                .thumbprints(change.id(), 1, before.body().revision()))
                        .then(before.thumbprint()))
                .orElse(Thumbprints.NONE);
    }

    private <T> T attempt(Asked asked, Supplier<T> work) {
        return audited.attempt(asked.request().caller(), asked.call(), asked.subject(), work);
    }

    /** Returns the answer of an earlier attempt. */
    private Optional<String> earlier(Asked asked) {
        requireOpen();
        return store.read(ledger -> answered(ledger, asked));
    }

    private static Optional<String> answered(Ledger ledger, Asked asked) {
        return ledger.requests()
                .find(asked.request().key(), asked.request().id())
                .map(first -> {
                    if (!first.digest().equals(asked.digest())) {
                        throw new RefusedException("This request id was used for another request. Use a fresh one.");
                    }
                    return first.answer();
                });
    }

    private void keep(Ledger ledger, Asked asked, Outcome outcome) {
        Request request = asked.request();
        ledger.requests()
                .save(request.key(), request.id(), new Answered(asked.digest(), outcome.answer()), clock.instant());
        audited.log()
                .append(
                        ledger.tables(),
                        new AuditEvent(request.key(), asked.call().action(), outcome.subject(), AuditResult.DONE));
    }

    /** A restored server changes nothing until its host opens it. */
    void requireOpen() {
        if (store.memory().isClosed()) {
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
            store.change(ledger -> ledger.requests().forgetBefore(now.minus(KEPT), MOST_FORGOTTEN));
        }
    }
}
