package org.quorumkms.server.manager;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.hsm.ControllerRequest;
import org.quorumkms.hsm.DomainUse;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.remote.ChangeControllers;
import org.quorumkms.remote.MoveDomain;
import org.quorumkms.remote.NewestDomain;
import org.quorumkms.server.ledger.CheckedStore;
import org.quorumkms.server.ledger.DomainChange;
import org.quorumkms.server.ledger.NewestViews;
import org.quorumkms.server.manager.Changes.Asked;
import org.quorumkms.server.manager.Changes.Besides;
import org.quorumkms.trust.TrustChain;

/** Changes of Domains that operators and controllers ask for: moves (D5), rotations (D6), controllers (D4). */
public final class DomainChangeActions {

    private final CheckedStore store;
    private final HsmPool hsms;
    private final Authorization authorization;
    private final Changes changes;
    private final Moves moves;
    private final NewestViews views;
    private final Limits limits;
    private final Clock clock;

    DomainChangeActions(CheckedStore store, HsmPool hsms, Authorization authorization, Changes changes, Clock clock) {
        this.store = store;
        this.hsms = hsms;
        this.authorization = authorization;
        this.changes = changes;
        this.moves = new Moves(hsms);
        this.views = new NewestViews(store);
        this.limits = new Limits(clock);
        this.clock = clock;
    }

    /** Moves a Domain (D5): of others for an operator of the newest Trust of the line; of an operator's own, at its order. */
    public NewestDomain move(Request request, MoveDomain move) {
        SeenDomain seen = move.seen();
        changes.once(
                new Asked(
                        request,
                        Call.MOVE_DOMAIN,
                        AuditSubject.domain(seen),
                        "move " + seen.id() + " " + move.target()),
                seen.id(),
                operator -> moved(operator, move),
                Besides.NOTHING);
        return views.after(seen);
    }

    private DomainChange moved(OperatorCaller operator, MoveDomain move) {
        DomainInLine known = store.require(move.seen().id());
        requireMayMove(operator, known.domain().body());
        if (known.domain().body().trust().equals(move.target())) {
            return DomainChange.none(known.domain());
        }
        DomainInLine domain = store.named(known, move.seen());
        TrustChain target = store.read(ledger -> ledger.line(move.target()));
        if (domain.domain().body().movesAtItsControllersOrder()) {
            // What a controller signed names one Trust: there is no half-way.
            Hsm hsm = moves.inBoth(domain.line().last().body(), target);
            ControllerRequest word = new ControllerRequest(operator.connection(), move.signedRequest());
            return DomainChange.of(domain.domain(), hsm.moveDomain(domain, move.seen(), target, Optional.of(word)));
        }
        Moves.Step step = moves.step(domain, target);
        return DomainChange.of(
                domain.domain(), step.hsm().moveDomain(domain, move.seen(), step.line(), Optional.empty()));
    }

    /** Before anything is said of the Domain, also that it was moved already. */
    private void requireMayMove(OperatorCaller operator, DomainBody body) {
        if (operator.domain().body().id().equals(body.id())) {
            return;
        }
        if (body.movesAtItsControllersOrder()) {
            throw new RefusedException("D5: an operator's Domain moves only at its controller's own order.");
        }
        authorization.requireGoverns(operator, body.trust(), "One of its operators moves what stands in its line.");
    }

    /**
     * Makes a new key a Domain's active one (D6), for an operator of the newest Trust of its line.
     *
     * @param youngest a key that is younger stays as it is; zero: none does
     */
    public NewestDomain rotate(Request request, SeenDomain seen, Duration youngest) {
        changes.once(
                new Asked(request, Call.ROTATE_DOMAIN, AuditSubject.domain(seen), "rotate " + seen.id()),
                seen.id(),
                operator -> rotated(operator, seen, youngest),
                (ledger, change) -> {
                    limits.requireOfOperator(ledger, change, request, true);
                    ledger.domains().keyedSince(seen.id(), clock.instant());
                    return AuditSubject.domain(change.last());
                });
        return views.after(seen);
    }

    private DomainChange rotated(OperatorCaller operator, SeenDomain seen, Duration youngest) {
        DomainInLine known = store.require(seen.id());
        if (isYounger(known.domain(), youngest)) {
            return DomainChange.none(known.domain());
        }
        DomainInLine domain = store.named(known, seen);
        authorization.requireGoverns(
                operator, domain.domain().body().trust(), "One of its operators rotates the Domains of its line.");
        return DomainChange.of(
                domain.domain(), hsms.in(domain.line().last().body()).rotateDomain(domain, seen));
    }

    /** Of a Domain whose key was not made here it is only known when the Domain was. */
    private boolean isYounger(Domain domain, Duration youngest) {
        Instant since = store.read(
                        ledger -> ledger.domains().keyedSince(domain.body().id()))
                .orElse(domain.body().created());
        return !youngest.isZero() && since.isAfter(clock.instant().minus(youngest));
    }

    /** Adds and removes controllers (D4), for a controller. */
    public NewestDomain controllers(Request request, ChangeControllers change) {
        DomainId id = change.seen().id();
        changes.once(
                new Asked(
                        request,
                        Call.CHANGE_CONTROLLERS,
                        AuditSubject.domain(change.seen()),
                        "controllers " + id + " " + change.add() + " " + change.remove()),
                id,
                () -> changed(request.caller(), change),
                (ledger, made) -> {
                    DomainBody before = made.before().orElseThrow().body();
                    boolean ring = !change.remove().isEmpty()
                            || loses(before, made.last().body());
                    limits.requireOfController(ledger, made, request, ring);
                    return AuditSubject.change(before, made.last());
                });
        return views.after(change.seen());
    }

    private DomainChange changed(EcJwk caller, ChangeControllers change) {
        DomainInLine known = own(caller, change.seen().id());
        if (isDone(known.domain().body(), change)) {
            return DomainChange.none(known.domain());
        }
        DomainInLine domain = store.named(known, change.seen());
        return DomainChange.of(
                domain.domain(),
                hsms.in(domain.line().last().body())
                        .changeControllers(
                                new DomainUse(domain, change.seen(), caller.thumbprint()),
                                change.add(),
                                change.remove()));
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

    /** Ends what earlier keys of a Domain signed (section 5), for a controller. */
    public NewestDomain endSignatures(Request request, SeenDomain seen) {
        changes.once(
                new Asked(request, Call.END_SIGNATURES, AuditSubject.domain(seen), "end signatures " + seen.id()),
                seen.id(),
                () -> {
                    DomainInLine domain = store.named(own(request.caller(), seen.id()), seen);
                    return DomainChange.of(
                            domain.domain(),
                            hsms.in(domain.line().last().body())
                                    .endSignatures(new DomainUse(domain, seen, request.key())));
                },
                (ledger, made) -> {
                    limits.requireOfController(ledger, made, request, true);
                    return AuditSubject.domain(made.last());
                });
        return views.after(seen);
    }

    private DomainInLine own(EcJwk caller, DomainId id) {
        DomainInLine domain = store.find(id).orElseThrow(OwnDomains.notYours(id));
        new OwnDomains(store).requireController(domain.domain(), caller);
        return domain;
    }
}
