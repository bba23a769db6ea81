package org.quorumkms.hsm;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainBuilder;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.KnownTrusts;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.VerifiedTrust;

/** Makes the further revisions of Domains: moves (D5), rotations (D6), controllers and claims (D4), orders (O1 to O3). */
final class DomainChanges {

    /** O2: how long a Domain is disabled before it can be deleted. */
    static final Duration BEFORE_DELETION = Duration.ofDays(7);

    private final HsmSecrets secrets;
    private final KnownTrusts trusts;
    private final DomainVault vault;
    private final DomainMaker maker;

    DomainChanges(HsmSecrets secrets, KnownTrusts trusts, DomainVault vault, DomainMaker maker) {
        this.secrets = secrets;
        this.trusts = trusts;
        this.vault = vault;
        this.maker = maker;
    }

    /**
     * D5: under a Trust of its line; a member was dropped, the quorum is another, or what was wrapped before opens with RSA alone: a
     * new master key is active.
     */
    Domain move(DomainInLine domain, SeenDomain seen, TrustChain line, Optional<ControllerRequest> word) {
        VerifiedTrust target = trusts.require(line);
        secrets.requireIn(target.body());
        return changed(domain, seen, (before, ring) -> {
            DomainBody body = before.body();
            if (target.thumbprint().equals(body.trust())) {
                throw new RefusedException("Domain " + body.name() + " stands under that Trust already.");
            }
            if (!before.mayMoveTo(target)) {
                throw new RefusedException("D5: Trust " + target.body().id() + " is not reached from Trust "
                        + before.trust().body().id() + " of Domain " + body.name() + " over successor links."
                        + " A Domain moves forward in its own line, nowhere else.");
            }
            if (body.movesAtItsControllersOrder()) {
                word.orElseThrow(() -> new RefusedException(
                                "D5: an operator's Domain moves only at its controller's own order."))
                        .require(before, OperatorRequest.REWRAP, target.thumbprint());
            }
            DomainBuilder next = next(before);
            boolean renews = body.purpose() != Purpose.OPERATOR
                    && isKeyed(body)
                    && drops(before.trust().body(), target.body());
            return renews ? renewed(next, body, ring, target, true) : maker.sign(next, Optional.of(ring), target);
        });
    }

    private static boolean drops(TrustBody before, TrustBody after) {
        return before.quorum() != after.quorum()
                || before.isHybrid() != after.isHybrid()
                || !before.hsms().stream().allMatch(after::names)
                || before.operators().stream()
                        .map(OperatorKey::thumbprint)
                        .map(after::operator)
                        .anyMatch(Optional::isEmpty);
    }

    /** Whether its keys are in use: an unclaimed Domain's are made by its claim. */
    private static boolean isKeyed(DomainBody body) {
        return body.claim().isEmpty()
                && (!body.purpose().hasPublicKeys() || !body.publicKeys().isEmpty());
    }

    /** D6: a new active master key; earlier ones still decrypt. */
    Domain rotate(DomainInLine domain, SeenDomain seen) {
        return changed(domain, seen, (before, ring) -> {
            DomainBody body = before.body();
            if (body.purpose() == Purpose.OPERATOR) {
                throw new RefusedException("D6: an operator's key never rotates: a new key is a new operator.");
            }
            requireEnabled(body);
            requireRoom(body);
            if (!isKeyed(body)) {
                throw new RefusedException("Domain " + body.name() + " is not claimed yet; its claim makes its keys.");
            }
            return renewed(next(before), body, ring, before.trust(), false);
        });
    }

    /**
     * Signs a revision with a new active key.
     *
     * @param reserved whether it may take the last places of the ring: moves that drop somebody, and orders
     */
    private Domain renewed(DomainBuilder next, DomainBody body, KeyRing ring, VerifiedTrust trust, boolean reserved) {
        try (KeyRing rotated = ring.rotated(body.purpose(), reserved, secrets.random())) {
            next.publicKeys(Stream.concat(rotated.publicKeys().stream(), body.publicKeys().stream())
                    .toList());
            return maker.sign(next, Optional.of(rotated), trust);
        }
    }

    /** D4: a controller adds and removes some. */
    Domain controllers(DomainUse use, List<Controller> add, List<Thumbprint> remove) {
        return changed(use.domain(), use.seen(), (before, ring) -> {
            DomainBody body = before.body();
            if (body.purpose() == Purpose.OPERATOR) {
                throw new RefusedException("D3: an operator's Domain has exactly one controller.");
            }
            ControllerRules rules = new ControllerRules(body);
            List<Controller> after = rules.asked(use.caller(), add, remove);
            requireEnabled(body);
            requireRoom(body);
            DomainBuilder next = next(before).controlledBy(after);
            return rules.renews(after)
                    ? renewed(next, body, ring, before.trust(), false)
                    : maker.sign(next, Optional.of(ring), before.trust());
        });
    }

    /** D4: the invitation of an unclaimed Domain anew, with the same rights, or ended. */
    Domain invite(DomainInLine domain, SeenDomain seen, Optional<ClaimTerms> claim) {
        return changed(domain, seen, (before, ring) -> {
            DomainBody body = before.body();
            ClaimTerms earlier = body.claim()
                    .orElseThrow(
                            () -> new RefusedException(
                                    "D4: Domain " + body.name()
                                            + " has no invitation that could be made anew or ended: it is claimed, or orders govern it."));
            requireEnabled(body);
            requireRoom(body);
            claim.ifPresent(maker::requireOpen);
            if (claim.filter(terms -> !terms.may().equals(earlier.may())).isPresent()) {
                throw new RefusedException("D4: the new invitation gives the rights of the one before, " + earlier.may()
                        + ", not others.");
            }
            return maker.sign(next(before).claim(claim), Optional.of(ring), before.trust());
        });
    }

    /** Section 5: signatures by earlier keys count no longer. */
    Domain endSignatures(DomainUse use) {
        return changed(use.domain(), use.seen(), (before, ring) -> {
            DomainBody body = before.body();
            if (body.purpose() != Purpose.SIGN) {
                throw new RefusedException(
                        "Domain " + body.name() + " is for " + body.purpose().text() + ", not for sign. Name another.");
            }
            before.requireMay(use.caller(), Right.SHARE);
            requireEnabled(body);
            requireRoom(body);
            try (KeyRing fresh = ring.rotated(Purpose.SIGN, false, secrets.random())) {
                return maker.sign(
                        next(before).publicKeys(fresh.publicKeys()).sinceNow(), Optional.of(fresh), before.trust());
            }
        });
    }

    /** O1 to O3: carries out an order on exactly this revision. */
    Domain carryOut(DomainInLine domain, SeenDomain seen, Order order) {
        Instant now = secrets.clock().instant();
        VerifiedDomain verified = vault.verify(domain);
        verified.requireNamed(seen);
        order.requireFor(verified, now);
        return changed(domain, seen, (before, ring) -> {
            DomainBuilder next = next(before).ordered(order.body().number().orElseThrow());
            return switch (order.body().kind()) {
                case DISABLE ->
                    maker.sign(
                            next.in(
                                    DomainState.DISABLED,
                                    Optional.of(new DomainBody.Disabling(order.thumbprint(), now))),
                            Optional.of(ring),
                            before.trust());
                case ENABLE -> maker.sign(enabled(before, next), Optional.of(ring), before.trust());
                case DELETE -> maker.sign(deleted(before.body(), next, now), Optional.empty(), before.trust());
                case GRANT, ADMIT -> controlled(before, next, order.body().decision(), ring);
                case POLICY ->
                    policy(before, next, (Decision.SetPolicy) order.body().decision(), ring);
                case END -> ended(before, next.endedOnce(), ring);
                case OPEN -> throw new RefusedException("O4: an order that opens a file is not carried out.");
            };
        });
    }

    private static DomainBuilder enabled(VerifiedDomain before, DomainBuilder next) {
        if (before.body().purpose() == Purpose.OPERATOR) {
            throw new RefusedException("O1: an auditor's Domain is disabled for good.");
        }
        return next.in(DomainState.ENABLED, Optional.empty());
    }

    private static DomainBuilder deleted(DomainBody body, DomainBuilder next, Instant now) {
        Instant since = body.disabling().orElseThrow().since();
        Instant from = since.plus(BEFORE_DELETION);
        if (now.isBefore(from)) {
            throw new RefusedException("O2: Domain " + body.name() + " is disabled since " + since
                    + "; it can be deleted from " + from + " on.");
        }
        return next.in(DomainState.DELETED, body.disabling());
    }

    /** O3: who may use it; where its keys were not in use yet, or somebody goes, with a new key. */
    private Domain controlled(VerifiedDomain before, DomainBuilder next, Decision decision, KeyRing ring) {
        DomainBody body = before.body();
        ControllerRules rules = new ControllerRules(body);
        boolean grants = decision instanceof Decision.Grant;
        List<Controller> after = decision instanceof Decision.Grant grant
                ? rules.granted(grant.controller())
                : rules.admitted(((Decision.Admit) decision).controller());
        next.controlledBy(after);
        if (!isKeyed(body) && !after.isEmpty()) {
            try (KeyRing fresh = KeyRing.fresh(body.purpose(), true, secrets.random())) {
                return maker.sign(next.publicKeys(fresh.publicKeys()), Optional.of(fresh), before.trust());
            }
        }
        return grants || rules.renews(after)
                ? renewed(next, body, ring, before.trust(), true)
                : maker.sign(next, Optional.of(ring), before.trust());
    }

    private Domain policy(VerifiedDomain before, DomainBuilder next, Decision.SetPolicy decision, KeyRing ring) {
        DomainBody body = before.body();
        if (body.purpose() != Purpose.ENCRYPT) {
            throw new RefusedException("D9: a Domain for encrypt has a policy, and Domain " + body.name() + " is for "
                    + body.purpose().text() + ".");
        }
        return renewed(next.policy(decision.policy()), body, ring, before.trust(), true);
    }

    /** O3: also with a new key, so that an older approved order, carried out where this one was not seen, opens nothing later. */
    private Domain ended(VerifiedDomain before, DomainBuilder next, KeyRing ring) {
        DomainBody body = before.body();
        return isKeyed(body)
                ? renewed(next, body, ring, before.trust(), true)
                : maker.sign(next, Optional.of(ring), before.trust());
    }

    private DomainBuilder next(VerifiedDomain before) {
        return DomainBuilder.after(before.domain(), secrets.clock().instant());
    }

    /** Opens a Domain for a change, after D2 and D3. */
    private Domain changed(DomainInLine domain, SeenDomain seen, BiFunction<VerifiedDomain, KeyRing, Domain> change) {
        return vault.open(domain, seen, change);
    }

    private static void requireEnabled(DomainBody body) {
        if (body.state() != DomainState.ENABLED) {
            throw new RefusedException(
                    "Domain " + body.name() + " is " + body.state().text() + ". Ask its operators.");
        }
    }

    /** The last revisions are for moves and orders alone. */
    private static void requireRoom(DomainBody body) {
        if (body.revision() >= DomainBody.MAX_REVISIONS - DomainBody.REVISIONS_FOR_ORDERS) {
            throw new RefusedException("Domain " + body.name() + " has had " + body.revision()
                    + " revisions; the rest is for moves and orders. Make a new Domain.");
        }
    }
}
