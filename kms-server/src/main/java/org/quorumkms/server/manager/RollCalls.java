package org.quorumkms.server.manager;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.hsm.ControllerRequest;
import org.quorumkms.hsm.DomainUse;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.remote.AnswerRollCall;
import org.quorumkms.remote.RollCallView;
import org.quorumkms.rollcall.CallId;
import org.quorumkms.rollcall.RollCallAnswer;
import org.quorumkms.server.ledger.CheckedStore;
import org.quorumkms.server.ledger.Ledger;
import org.quorumkms.server.manager.Changes.Asked;
import org.quorumkms.server.manager.Changes.Outcome;
import org.quorumkms.server.store.RollCallStore;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.OperatorKey;

/** Asks all operators for a sign of life (section 10): whether every holder of a key is there still. */
public final class RollCalls {

    private static final int SHOWN = 10;
    private static final Duration BETWEEN = Duration.ofHours(1);

    private final CheckedStore store;
    private final Thumbprint genesis;
    private final HsmPool hsms;
    private final Authorization authorization;
    private final Changes changes;
    private final Clock clock;
    private final SecureRandom random;

    RollCalls(
            CheckedStore store,
            Thumbprint genesis,
            HsmPool hsms,
            Authorization authorization,
            Changes changes,
            Clock clock,
            SecureRandom random) {
        this.store = store;
        this.genesis = genesis;
        this.hsms = hsms;
        this.authorization = authorization;
        this.changes = changes;
        this.clock = clock;
        this.random = random;
    }

    /** Lists the newest calls. */
    public List<RollCallView> list(EcJwk caller) {
        authorization.operator(Call.ROLL_CALLS, caller);
        return store.read(ledger ->
                ledger.rollCalls().newest(SHOWN).stream().map(RollCalls::view).toList());
    }

    /** Makes a call, of one operator at most one an hour. */
    public RollCallView call(Request request) {
        String made = changes.once(
                new Asked(request, Call.CALL_ROLL, AuditSubject.NONE, "roll call"),
                operator -> CallId.random(random),
                (ledger, operator, call) -> {
                    Instant now = clock.instant();
                    ledger.rollCalls()
                            .lastOf(operator.approvalKey())
                            .filter(last -> last.plus(BETWEEN).isAfter(now))
                            .ifPresent(last -> {
                                throw new RefusedException("You called the roll within the last hour, at " + last
                                        + ". Look at that one: rollcall.");
                            });
                    ledger.rollCalls().insert(call, now, operator.approvalKey());
                    return new Outcome(call.value(), AuditSubject.NONE);
                });
        return shown(new CallId(made));
    }

    /** Answers a call with the caller's own Domain. */
    public RollCallView answer(Request request, AnswerRollCall answer) {
        changes.once(
                new Asked(request, Call.ANSWER_ROLL_CALL, AuditSubject.NONE, "answer " + answer.call()),
                operator -> signed(operator, answer),
                (ledger, operator, document) -> add(ledger, answer.call(), document));
        return shown(answer.call());
    }

    private String signed(OperatorCaller operator, AnswerRollCall answer) {
        DomainInLine own = store.named(answer.operatorDomain());
        return hsms.in(own.line().last().body())
                .answerRollCall(
                        new DomainUse(own, answer.operatorDomain(), operator.caller()),
                        new ControllerRequest(operator.connection(), answer.signedRequest()),
                        answer.call());
    }

    /** Adds an answer that an operator made with its own key, wherever it was. */
    public RollCallView add(Request request, CallId call, String document) {
        changes.once(
                new Asked(
                        request,
                        Call.ADD_ROLL_CALL_ANSWER,
                        AuditSubject.NONE,
                        "answer " + call + " " + Bytes.utf8(document).thumbprint()),
                operator -> document,
                (ledger, operator, answer) -> add(ledger, call, answer));
        return shown(call);
    }

    private Outcome add(Ledger ledger, CallId call, String document) {
        RollCallStore.Row row = ledger.rollCalls().find(call).orElseThrow(() -> unknown(call));
        RollCallAnswer answer =
                RollCallAnswer.verify(document, operator(document).key());
        if (!answer.counts(genesis, call, row.asked())) {
            throw new VerificationException("That answers another roll call, or was made too late for this one.");
        }
        ledger.rollCalls().answer(call, answer.key(), document);
        return new Outcome(call.value(), AuditSubject.NONE);
    }

    /** The key comes from a newest Trust, never from the answer. */
    private OperatorKey operator(String document) {
        Thumbprint named = RollCallAnswer.named(document)
                .orElseThrow(() -> new VerificationException("That is not an answer to a roll call."));
        return store.lines().newestTrusts().stream()
                .flatMap(trust -> trust.body().operator(named).stream())
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        "No newest Trust names the operator " + named.abbreviated() + " that signed this answer."));
    }

    private RollCallView shown(CallId call) {
        return view(store.read(ledger -> ledger.rollCalls().find(call)).orElseThrow(() -> unknown(call)));
    }

    private static RollCallView view(RollCallStore.Row row) {
        return new RollCallView(row.call(), row.asked().getEpochSecond(), row.answers());
    }

    private static RefusedException unknown(CallId call) {
        return new RefusedException("There is no roll call " + call + ". See rollcall.");
    }
}
