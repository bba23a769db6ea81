package org.quorumkms.operator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.remote.AnswerRollCall;
import org.quorumkms.remote.OperatorService;
import org.quorumkms.remote.RequestId;
import org.quorumkms.remote.RollCallView;
import org.quorumkms.rollcall.CallId;
import org.quorumkms.rollcall.RollCallAnswer;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.VerifiedTrust;

/** An operator's calls about roll calls. Every answer is verified here, by the key that a pinned Trust names. */
public final class RollCallCalls {

    private final Session session;

    RollCallCalls(Session session) {
        this.session = session;
    }

    /**
     * A roll call, with the answers that verify.
     *
     * @param call its id
     * @param asked when it was made, as the server says
     * @param answered when each operator answered, by its approval key
     */
    public record RollCall(CallId call, Instant asked, Map<Thumbprint, Instant> answered) {

        /** Copies the map. */
        public RollCall {
            answered = Map.copyOf(answered);
        }

        /** Returns whether an answer counts still. */
        public boolean isOpen(Instant now) {
            return !now.isAfter(asked.plus(RollCallAnswer.COUNTS));
        }
    }

    /** Returns the newest roll calls, the newest first. */
    public List<RollCall> newest() {
        return session.call(OperatorService::rollCalls).stream()
                .map(this::verified)
                .toList();
    }

    /** Asks all operators. */
    public RollCall call() {
        RequestId id = session.request();
        return verified(session.call(server -> server.callRoll(id)));
    }

    /** Answers, with this operator's own Domain. */
    public RollCall answer(CallId call) {
        RequestId id = session.request();
        RollCall answered = verified(session.own().call(seen -> {
            String word = new OperatorRequest(seen.id(), seen.thumbprint(), OperatorRequest.ROLL_CALL, call.value())
                    .sign(session.connectionKey());
            return session.call(server -> server.answerRollCall(id, new AnswerRollCall(call, seen, word)));
        }));
        return requireHas(answered, session.self().thumbprint());
    }

    /** Answers with a key that this operator keeps itself. */
    public RollCall answer(CallId call, SigningKey own) {
        RequestId id = session.request();
        String answer = RollCallAnswer.sign(own, session.genesis(), call, session.now());
        RollCall answered = verified(session.call(server -> server.addRollCallAnswer(id, call, answer)));
        return requireHas(answered, own.publicKey().thumbprint());
    }

    private static RollCall requireHas(RollCall answered, Thumbprint self) {
        if (!answered.answered().containsKey(self)) {
            throw new RefusedException("The server's answer does not carry a valid sign of life of yours.");
        }
        return answered;
    }

    private RollCall verified(RollCallView view) {
        Map<Thumbprint, Instant> answered = new TreeMap<>();
        Instant asked = Instant.ofEpochSecond(view.asked());
        for (String text : view.answers()) {
            RollCallAnswer.named(text)
                    .flatMap(key -> operators().stream()
                            .filter(operator -> operator.thumbprint().equals(key))
                            .findFirst())
                    .ifPresent(operator -> take(text, operator, view.call(), asked, answered));
        }
        return new RollCall(view.call(), asked, answered);
    }

    private void take(
            String text, OperatorKey operator, CallId call, Instant asked, Map<Thumbprint, Instant> answered) {
        try {
            RollCallAnswer answer = RollCallAnswer.verify(text, operator.key());
            if (answer.counts(session.genesis(), call, asked)) {
                answered.put(operator.thumbprint(), answer.time());
            }
        } catch (KmsException e) {
            session.warn("An answer to a roll call that the server shows is left out: " + e.getMessage());
        }
    }

    /** Returns the operators of the newest Trusts that are pinned here. */
    public List<OperatorKey> operators() {
        List<OperatorKey> all = new ArrayList<>();
        for (VerifiedTrust line : session.pins().now().trusts().lines()) {
            line.body().operators().stream()
                    .filter(one ->
                            all.stream().noneMatch(known -> known.thumbprint().equals(one.thumbprint())))
                    .forEach(all::add);
        }
        return all;
    }
}
