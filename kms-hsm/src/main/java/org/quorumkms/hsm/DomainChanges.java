package org.quorumkms.hsm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.order.Order;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.KnownTrusts;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.VerifiedTrust;

/** Makes the further revisions of Domains: moves (D5), rotations (D6), controllers (D4), orders (O1 to O3). */
final class DomainChanges {

    /** O2: how long a Domain is disabled before it can be deleted. */
    static final Duration BEFORE_DELETION = Duration.ofDays(7);

    /** O1: an expired order stays listed for so long, since another HSM's clock may be behind. */
    static final Duration CLOCKS_DIFFER = Duration.ofDays(1);

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

    /** D5: under a Trust of its line; a member was dropped: a new master key is active from now on. */
    Domain move(ExportedDomain exported, SeenDomain seen, TrustChain line, Optional<ControllerRequest> order) {
        VerifiedTrust target = trusts.require(line);
        secrets.requireIn(target.body());
        return changed(exported, seen, (domain, ring) -> {
            DomainBody body = domain.body();
            if (target.thumbprint().equals(body.trust())) {
                throw new RefusedException("Domain " + body.name() + " stands under that Trust already.");
            }
            if (!VerifiedDomain.mayMove(body.purpose(), body.trust(), target)) {
                throw new RefusedException("D5: Trust " + target.body().id() + " is not reached from Trust "
                        + domain.trust().body().id() + " of Domain " + body.name() + " over successor links."
                        + " A Domain moves forward in its own line, nowhere else.");
            }
            if (body.purpose() == Purpose.OPERATOR) {
                order.orElseThrow(() -> new RefusedException(
                                "D5: an operator's Domain moves only at its controller's own order."))
                        .require(domain, OperatorRequest.REWRAP, target.thumbprint());
            }
            Revision next = Revision.after(domain).under(target);
            boolean renewed = body.purpose() != Purpose.OPERATOR
                    && body.claim().isEmpty()
                    && drops(domain.trust().body(), target.body());
            return renewed ? renewed(next, body, ring) : next.sign(maker, Optional.of(ring));
        });
    }

    private static boolean drops(TrustBody before, TrustBody after) {
        return before.hsms().stream().map(after::entryOf).anyMatch(Optional::isEmpty)
                || before.operators().stream()
                        .map(OperatorKey::thumbprint)
                        .map(after::operator)
                        .anyMatch(Optional::isEmpty);
    }

    /** D6: a new active master key; earlier ones still decrypt. */
    Domain rotate(ExportedDomain exported, SeenDomain seen) {
        return changed(exported, seen, (domain, ring) -> {
            DomainBody body = domain.body();
            if (body.purpose() == Purpose.OPERATOR) {
                throw new RefusedException("D6: an operator's key never rotates: a new key is a new operator.");
            }
            requireEnabled(body);
            if (body.claim().isPresent()) {
                throw new RefusedException("Domain " + body.name() + " is not claimed yet; its claim makes its keys.");
            }
            return renewed(Revision.after(domain), body, ring);
        });
    }

    private Domain renewed(Revision next, DomainBody body, KeyRing ring) {
        try (KeyRing rotated = ring.rotated(body.purpose(), secrets.random())) {
            return next.publicKeys(Stream.concat(rotated.publicKeys().stream(), body.publicKeys().stream())
                            .limit(KeyRing.MOST_KEYS)
                            .toList())
                    .sign(maker, Optional.of(rotated));
        }
    }

    /** D4: a controller adds or removes one; the last one cannot be removed. */
    Domain controllers(DomainUse use, Thumbprint controller, boolean add) {
        return changed(use.domain(), use.seen(), (domain, ring) -> {
            DomainBody body = domain.body();
            if (body.purpose() == Purpose.OPERATOR) {
                throw new RefusedException("D3: an operator's Domain has exactly one controller.");
            }
            if (!domain.isControlledBy(use.caller())) {
                throw new RefusedException("Domain " + body.name()
                        + " does not name the caller's key as a controller. Ask for an invitation.");
            }
            requireEnabled(body);
            List<Thumbprint> controllers = new ArrayList<>(body.controllers());
            if (controllers.contains(controller) == add) {
                throw new RefusedException("Key " + controller.abbreviated() + (add ? " is" : " is not")
                        + " a controller of Domain " + body.name() + (add ? " already." : "."));
            }
            if (add) {
                controllers.add(controller);
            } else {
                controllers.remove(controller);
            }
            if (controllers.isEmpty()) {
                throw new RefusedException("D4: the last controller of Domain " + body.name()
                        + " cannot be removed. Share it first, or have operators order it deleted.");
            }
            if (controllers.size() > DomainBody.MAX_CONTROLLERS) {
                throw new RefusedException("A Domain has at most " + DomainBody.MAX_CONTROLLERS + " controllers.");
            }
            Revision next = Revision.after(domain).controlledBy(controllers);
            // Whoever was removed may have used the active key, and an old revision put back would let it again.
            return add ? next.sign(maker, Optional.of(ring)) : renewed(next, body, ring);
        });
    }

    /**
     * O1 to O3: carries out an order.
     *
     * @param seen the Domain as the caller saw it last (D3)
     * @param earlier orders that were carried out; those that have expired need not be listed any more
     */
    Domain carryOut(ExportedDomain exported, SeenDomain seen, Order order, List<Order> earlier) {
        VerifiedDomain verified = vault.verify(exported);
        verified.requireSince(seen);
        if (verified.body().state() == DomainState.DELETED) {
            throw new RefusedException(
                    "O2: Domain " + verified.body().name() + " was deleted; its id is never used again.");
        }
        return changed(exported, seen, (domain, ring) -> {
            Instant now = secrets.clock().instant();
            order.requireFor(domain, now);
            Revision next = Revision.after(domain).orders(listed(domain, order, earlier, now));
            return switch (order.body().kind()) {
                case DISABLE -> disabled(domain.body(), next, now).sign(maker, Optional.of(ring));
                case ENABLE -> enabled(domain.body(), next, order).sign(maker, Optional.of(ring));
                case DELETE -> deleted(domain.body(), next, order, now).sign(maker, Optional.empty());
                case GRANT -> granted(domain.body(), next, order.controller().orElseThrow(), ring);
            };
        });
    }

    /** O1: the ids of orders carried out stay listed until a quorum's own word says that they have expired. */
    private static List<DomainId> listed(VerifiedDomain domain, Order order, List<Order> earlier, Instant now) {
        List<DomainId> ids = new ArrayList<>(domain.body().orders());
        for (Order one : earlier) {
            boolean approved = domain.trust().chain().trusts().stream()
                    .filter(trust -> trust.thumbprint().equals(one.body().trust()))
                    .filter(trust -> !trust.body().operators().isEmpty())
                    .anyMatch(trust -> one.approvalsUnder(trust.body()).reached());
            if (approved
                    && one.body().domain().equals(domain.body().id())
                    && now.isAfter(one.body().expires().plus(CLOCKS_DIFFER))) {
                ids.remove(one.body().id());
            }
        }
        ids.add(order.body().id());
        return ids;
    }

    private static Revision disabled(DomainBody body, Revision next, Instant now) {
        requireEnabled(body);
        return next.in(DomainState.DISABLED, Optional.of(now));
    }

    private static Revision enabled(DomainBody body, Revision next, Order order) {
        if (body.state() != DomainState.DISABLED) {
            throw new RefusedException("Domain " + body.name() + " is enabled.");
        }
        requireSinceDisabled(body, order);
        return next.in(DomainState.ENABLED, Optional.empty());
    }

    private static Revision deleted(DomainBody body, Revision next, Order order, Instant now) {
        Instant from = body.disabledSince()
                .map(since -> since.plus(BEFORE_DELETION))
                .orElseThrow(() -> new RefusedException("O2: Domain " + body.name()
                        + " is enabled. It is deleted after it was disabled for 7 days: order disable first."));
        requireSinceDisabled(body, order);
        if (now.isBefore(from)) {
            throw new RefusedException("O2: Domain " + body.name() + " is disabled since "
                    + body.disabledSince().orElseThrow() + "; it can be deleted from " + from + " on.");
        }
        return next.in(DomainState.DELETED, body.disabledSince());
    }

    /** What was decided about an earlier disabling is void: it was undone since. */
    private static void requireSinceDisabled(DomainBody body, Order order) {
        if (order.isVoidFor(body)) {
            throw new RefusedException("O2: order " + order + " was made before Domain " + body.name()
                    + " was disabled as it is now. Make a new one: order "
                    + order.body().kind().text() + ".");
        }
    }

    /** O3: with a new active key; an unclaimed Domain's ring is made anew, so that its invitation opens nothing. */
    private Domain granted(DomainBody body, Revision next, Thumbprint controller, KeyRing ring) {
        next.controlledBy(List.of(controller));
        if (body.claim().isEmpty()) {
            return renewed(next, body, ring);
        }
        try (KeyRing fresh = KeyRing.fresh(body.purpose(), true, secrets.random())) {
            return next.publicKeys(fresh.publicKeys()).sign(maker, Optional.of(fresh));
        }
    }

    /** Opens a Domain for a change, after D2 and D3. */
    private Domain changed(
            ExportedDomain exported, SeenDomain seen, BiFunction<VerifiedDomain, KeyRing, Domain> change) {
        return vault.open(exported, (domain, ring) -> {
            domain.requireSince(seen);
            return change.apply(domain, ring);
        });
    }

    private static void requireEnabled(DomainBody body) {
        if (body.state() != DomainState.ENABLED) {
            throw new RefusedException(
                    "Domain " + body.name() + " is " + body.state().text() + ". Ask its operators.");
        }
    }
}
