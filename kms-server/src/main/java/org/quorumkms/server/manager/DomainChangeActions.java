package org.quorumkms.server.manager;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.ElsewhereException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.hsm.ControllerRequest;
import org.quorumkms.hsm.DomainUse;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.remote.ChangeControllers;
import org.quorumkms.remote.MoveDomain;
import org.quorumkms.remote.RequestId;
import org.quorumkms.server.manager.Requests.Asked;
import org.quorumkms.server.store.DomainStore;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.TrustChain;

/** Changes of Domains that operators and controllers ask for: moves (D5), rotations (D6), controllers (D4). */
final class DomainChangeActions {

    private final Store store;
    private final Ledger ledger;
    private final HsmPool hsms;
    private final Authorization authorization;
    private final Requests requests;
    private final Limits limits;
    private final Clock clock;

    DomainChangeActions(
            Store store, Ledger ledger, HsmPool hsms, Authorization authorization, Requests requests, Clock clock) {
        this.store = store;
        this.ledger = ledger;
        this.hsms = hsms;
        this.authorization = authorization;
        this.requests = requests;
        this.limits = new Limits(clock);
        this.clock = clock;
    }

    /** D5: of others at the request of an operator of the newest Trust of the line; of an operator's own at its order. */
    void move(EcJwk caller, RequestId request, MoveDomain move) {
        OperatorCaller operator = authorization.requireEnrolled(caller);
        requests.once(
                new Asked(
                        operator.caller(),
                        request,
                        AuditAction.DOMAIN_REWRAP,
                        "move " + move.seen().id() + " " + move.target()),
                move.seen().id(),
                () -> moved(operator, move),
                Requests.Besides.NOTHING);
    }

    private DomainChange moved(OperatorCaller operator, MoveDomain move) {
        DomainInLine known = ledger.require(move.seen().id());
        requireMayMove(operator, known.domain().body());
        if (known.domain().body().trust().equals(move.target())) {
            return DomainChange.none(known.domain());
        }
        DomainInLine domain = ledger.named(known, move.seen());
        TrustChain target = store.read(tables -> TrustActions.line(tables, move.target()));
        if (isOperators(domain.domain().body())) {
            // What a controller signed names one Trust: there is no half-way.
            Hsm hsm = hsms.inBoth(domain.line().last().body(), target.last().body())
                    .orElseThrow(() -> noHsm(domain.line().last().body(), target));
            ControllerRequest word = new ControllerRequest(operator.connection(), move.signedRequest());
            return DomainChange.of(domain.domain(), hsm.moveDomain(domain, move.seen(), target, Optional.of(word)));
        }
        Step step = step(domain, target);
        return DomainChange.of(
                domain.domain(), step.hsm().moveDomain(domain, move.seen(), step.line(), Optional.empty()));
    }

    private static boolean isOperators(DomainBody body) {
        return body.purpose() == Purpose.OPERATOR && !body.isAuditors();
    }

    /** Before anything is said of the Domain, also that it was moved already. */
    private void requireMayMove(OperatorCaller operator, DomainBody body) {
        if (operator.domain().body().id().equals(body.id())) {
            return;
        }
        if (isOperators(body)) {
            throw new RefusedException("D5: an operator's Domain moves only at its controller's own order.");
        }
        authorization.requireGoverns(operator, body.trust(), "One of its operators moves what stands in its line.");
    }

    /** A move as far as one HSM can take it. */
    record Step(Hsm hsm, TrustChain line) {}

    /** The HSM that signs must be able to open the Domain where it is: so it may take more than one step. */
    Step step(DomainInLine domain, TrustChain target) {
        List<Trust> trusts = target.trusts();
        TrustBody from = domain.line().last().body();
        for (int i = trusts.size() - 1;
                i > 0
                        && !trusts.get(i)
                                .thumbprint()
                                .equals(domain.domain().body().trust());
                i--) {
            Optional<Hsm> hsm = hsms.inBoth(from, trusts.get(i).body());
            if (hsm.isPresent()) {
                return new Step(hsm.get(), new TrustChain(trusts.subList(0, i + 1)));
            }
        }
        throw noHsm(from, target);
    }

    private static ElsewhereException noHsm(TrustBody from, TrustChain target) {
        return new ElsewhereException("No HSM of this server is in Trust " + from.id() + " and in Trust "
                + target.last().body().id() + " (or one between them), so it cannot move what stands there."
                + " Call the server that holds one, or move to a Trust between them first.");
    }

    /** D6: at the request of an operator of the newest Trust of the Domain's line. */
    void rotate(EcJwk caller, RequestId request, SeenDomain seen, Duration youngest) {
        OperatorCaller operator = authorization.requireOperator(caller);
        requests.once(
                new Asked(operator.caller(), request, AuditAction.DOMAIN_ROTATE, "rotate " + seen.id()),
                seen.id(),
                () -> {
                    DomainInLine known = ledger.require(seen.id());
                    if (isYounger(known.domain(), youngest)) {
                        return DomainChange.none(known.domain());
                    }
                    DomainInLine domain = ledger.named(known, seen);
                    authorization.requireGoverns(
                            operator,
                            domain.domain().body().trust(),
                            "One of its operators rotates the Domains of its line.");
                    return DomainChange.of(
                            domain.domain(),
                            hsms.in(domain.line().last().body()).rotateDomain(domain, seen));
                },
                (tables, change) -> {
                    limits.require(tables, bounded(change, operator.caller(), true, true));
                    tables.domains().keyedSince(seen.id(), clock.instant());
                    return AuditSubject.domain(change.last());
                });
    }

    private DomainStore.Change bounded(DomainChange change, Thumbprint who, boolean byOperator, boolean ring) {
        return new DomainStore.Change(
                change.id(), change.last().body().revision(), clock.instant(), byOperator, who, ring);
    }

    /** Of a Domain whose key was not made here it is only known when the Domain was. */
    private boolean isYounger(Domain domain, Duration youngest) {
        Instant since = store.read(
                        tables -> tables.domains().keyedSince(domain.body().id()))
                .orElse(domain.body().created());
        return !youngest.isZero() && since.isAfter(clock.instant().minus(youngest));
    }

    /** D4: at the request of a controller. */
    void controllers(EcJwk caller, RequestId request, ChangeControllers change) {
        DomainId id = change.seen().id();
        requests.once(
                new Asked(
                        caller.thumbprint(),
                        request,
                        AuditAction.DOMAIN_CONTROLLERS,
                        "controllers " + id + " " + change.add() + " " + change.remove()),
                id,
                () -> {
                    DomainInLine known = own(caller, id);
                    if (isDone(known.domain().body(), change)) {
                        return DomainChange.none(known.domain());
                    }
                    DomainInLine domain = ledger.named(known, change.seen());
                    return DomainChange.of(
                            domain.domain(),
                            hsms.in(domain.line().last().body())
                                    .changeControllers(
                                            new DomainUse(domain, change.seen(), caller.thumbprint()),
                                            change.add(),
                                            change.remove()));
                },
                (tables, made) -> {
                    DomainBody before = made.before().orElseThrow().body();
                    boolean ring = !change.remove().isEmpty()
                            || loses(before, made.last().body());
                    limits.require(tables, bounded(made, caller.thumbprint(), false, ring));
                    return AuditSubject.change(before, made.last());
                });
    }

    private static boolean loses(DomainBody before, DomainBody after) {
        return before.controllers().stream()
                .anyMatch(one -> after.controller(one.key())
                        .filter(now -> now.may().cover(one.may()))
                        .isEmpty());
    }

    /** A change that the newest revision shows to be done is answered as done. */
    private static boolean isDone(DomainBody body, ChangeControllers change) {
        return change.remove().stream().noneMatch(key -> body.controller(key).isPresent())
                && change.add().stream().allMatch(body.controllers()::contains);
    }

    /** Section 5: at the request of a controller. */
    void endSignatures(EcJwk caller, RequestId request, SeenDomain seen) {
        requests.once(
                new Asked(
                        caller.thumbprint(), request, AuditAction.DOMAIN_END_SIGNATURES, "end signatures " + seen.id()),
                seen.id(),
                () -> {
                    DomainInLine domain = ledger.named(own(caller, seen.id()), seen);
                    return DomainChange.of(
                            domain.domain(),
                            hsms.in(domain.line().last().body())
                                    .endSignatures(new DomainUse(domain, seen, caller.thumbprint())));
                },
                (tables, made) -> {
                    limits.require(tables, bounded(made, caller.thumbprint(), false, true));
                    return AuditSubject.domain(made.last());
                });
    }

    /** A key that was a controller once hears that it is not any more; a stranger hears nothing. */
    private DomainInLine own(EcJwk caller, DomainId id) {
        DomainInLine domain = ledger.find(id).orElseThrow(DomainActions.notYours(id));
        Optional<Controller> controller = domain.domain().body().controller(caller.thumbprint());
        if (controller.isEmpty()) {
            if (store.read(tables -> tables.domains().everControlledBy(id, caller.thumbprint()))) {
                throw DomainActions.notAnyMore(domain.domain());
            }
            throw DomainActions.notYours(id).get();
        }
        return domain;
    }
}
