package org.quorumkms.server.manager;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.ElsewhereException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.TryAgainException;
import org.quorumkms.hsm.ControllerRequest;
import org.quorumkms.hsm.DomainUse;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.remote.ChangeControllers;
import org.quorumkms.remote.MoveDomain;
import org.quorumkms.remote.RequestId;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.TrustChain;

/** Changes of Domains that operators and controllers ask for: moves (D5), rotations (D6), controllers (D4). */
final class DomainChangeActions {

    private final Store store;
    private final HsmPool hsms;
    private final Authorization authorization;
    private final Requests requests;
    private final Clock clock;

    DomainChangeActions(Store store, HsmPool hsms, Authorization authorization, Requests requests, Clock clock) {
        this.store = store;
        this.hsms = hsms;
        this.authorization = authorization;
        this.requests = requests;
        this.clock = clock;
    }

    /** What a change makes of a Domain. */
    record Change(Domain before, Domain after) {

        /**
         * Keeps it, unless somebody was faster.
         *
         * @throws TryAgainException if so: it is prepared again from what is there now
         */
        Requests.Outcome keep(Store.Tables tables) {
            if (!tables.domains().replace(before, after)) {
                throw new TryAgainException("Domain " + before.body().name()
                        + " was changed by somebody else at the same moment. Try again.");
            }
            return DomainActions.outcome(tables, after);
        }
    }

    /** D5: of others at the request of an operator of the one Trust or the other; of an operator's own at its order. */
    String move(EcJwk caller, RequestId request, MoveDomain move) {
        OperatorCaller operator = authorization.requireOperator(caller);
        Optional<ExportedDomain> there = find(move.seen().id())
                .filter(domain -> domain.domain().body().trust().equals(move.target()));
        if (there.isPresent()) {
            return there.get().toText();
        }
        return requests.once(
                operator.caller(),
                request,
                AuditAction.DOMAIN_REWRAP,
                "move " + move.seen().id() + " " + move.target(),
                () -> moved(operator, move),
                (tables, change) -> change.keep(tables));
    }

    private Change moved(OperatorCaller operator, MoveDomain move) {
        ExportedDomain domain = require(move.seen().id());
        TrustChain target = store.read(tables -> TrustActions.line(tables, move.target()));
        Optional<ControllerRequest> word = Optional.empty();
        if (domain.domain().body().purpose() == Purpose.OPERATOR) {
            word = Optional.of(new ControllerRequest(operator.connection(), move.signedRequest()));
        } else if (!operator.isIn(domain.line().last().body())
                && !operator.isIn(target.last().body())) {
            throw new RefusedException(operator.name() + " is an operator neither of the Domain's Trust nor of Trust "
                    + target.last().body().id() + ".");
        }
        // What a controller signed names one Trust: there is no half-way.
        Step step = word.isPresent() ? wholeStep(domain, target) : step(domain, target);
        return new Change(domain.domain(), step.hsm().moveDomain(domain, move.seen(), step.line(), word));
    }

    /** A move as far as one HSM can take it. */
    record Step(Hsm hsm, TrustChain line) {}

    /** The HSM that signs must be able to open the Domain where it is: so it may take more than one step. */
    Step step(ExportedDomain domain, TrustChain target) {
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

    private Step wholeStep(ExportedDomain domain, TrustChain target) {
        TrustBody from = domain.line().last().body();
        return new Step(hsms.inBoth(from, target.last().body()).orElseThrow(() -> noHsm(from, target)), target);
    }

    private static ElsewhereException noHsm(TrustBody from, TrustChain target) {
        return new ElsewhereException("No HSM of this server is in Trust " + from.id() + " and in Trust "
                + target.last().body().id() + " (or one between them), so it cannot move what stands there."
                + " Call the server that holds one, or move to a Trust between them first.");
    }

    /** D6: at the request of an operator of the Domain's Trust. */
    String rotate(EcJwk caller, RequestId request, SeenDomain seen, Duration youngest) {
        OperatorCaller operator = authorization.requireOperator(caller);
        ExportedDomain known = require(seen.id());
        if (isYounger(known.domain(), youngest)) {
            return known.toText();
        }
        return requests.once(
                operator.caller(),
                request,
                AuditAction.DOMAIN_ROTATE,
                "rotate " + seen.id(),
                () -> {
                    ExportedDomain domain = require(seen.id());
                    TrustBody trust = domain.line().last().body();
                    if (!operator.isIn(trust)) {
                        throw new RefusedException(operator.name() + " is not an operator of Trust " + trust.id()
                                + ". One of its operators rotates the Domains under it.");
                    }
                    return new Change(domain.domain(), hsms.in(trust).rotateDomain(domain, seen));
                },
                (tables, change) -> {
                    tables.domains().keyedSince(seen.id(), clock.instant());
                    return change.keep(tables);
                });
    }

    /** Of a Domain whose key was not made here it is only known when the Domain was. */
    private boolean isYounger(Domain domain, Duration youngest) {
        Instant since = store.read(
                        tables -> tables.domains().keyedSince(domain.body().id()))
                .orElse(domain.body().created());
        return !youngest.isZero() && since.isAfter(clock.instant().minus(youngest));
    }

    /** D4: at the request of a controller. */
    String controllers(EcJwk caller, RequestId request, ChangeControllers change) {
        return requests.once(
                caller.thumbprint(),
                request,
                AuditAction.DOMAIN_CONTROLLERS,
                "controllers " + change.seen().id() + " " + change.controller() + " " + change.add(),
                () -> {
                    ExportedDomain domain = own(caller, change.seen().id());
                    Hsm hsm = hsms.in(domain.line().last().body());
                    return new Change(
                            domain.domain(),
                            hsm.changeControllers(
                                    new DomainUse(domain, change.seen(), caller.thumbprint()),
                                    change.controller(),
                                    change.add()));
                },
                (tables, made) -> made.keep(tables));
    }

    private ExportedDomain own(EcJwk caller, DomainId id) {
        return find(id).filter(domain -> domain.domain().body().controllers().contains(caller.thumbprint()))
                .orElseThrow(Refusals.notYours(id));
    }

    private Optional<ExportedDomain> find(DomainId id) {
        return DomainActions.find(store, id);
    }

    private ExportedDomain require(DomainId id) {
        return find(id).orElseThrow(Refusals.unknownDomain(id));
    }

    /** What is said where a Domain is not there, or not the caller's. */
    static final class Refusals {

        private Refusals() {}

        static Supplier<RefusedException> notYours(DomainId id) {
            return () ->
                    new RefusedException("No Domain " + id + " names this key as a controller. Ask for an invitation.");
        }

        static Supplier<RefusedException> unknownDomain(DomainId id) {
            return () -> new RefusedException(
                    "This server knows no Domain " + id + ". See domain list, or import it with domain import.");
        }
    }

    /** Returns the newest Trust that is reached from one over the ways forward that the store keeps (T6). */
    static Thumbprint newest(Store.Tables tables, Thumbprint trust) {
        Thumbprint newest = trust;
        // A line is bounded, and so is this walk, whatever the database says.
        for (int i = 0; i < TrustChain.MAX_LENGTH; i++) {
            Optional<Thumbprint> next = tables.trusts().wayForward(newest);
            if (next.isEmpty()) {
                return newest;
            }
            newest = next.get();
        }
        return newest;
    }
}
