package org.quorumkms.server.manager;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Right;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.order.OrderBody;
import org.quorumkms.order.OrderId;
import org.quorumkms.remote.NewOrder;
import org.quorumkms.server.ledger.CheckedStore;
import org.quorumkms.server.manager.Changes.Asked;
import org.quorumkms.server.manager.Changes.Outcome;
import org.quorumkms.server.store.OrderStore;
import org.quorumkms.signed.Note;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.VerifiedTrust;

/** What clients ask a quorum to open for them, one thing at a time (O4). An HSM decides again whether it opens it. */
public final class Releases {

    private static final Duration VALIDITY = Duration.ofDays(1);

    private final CheckedStore store;
    private final Changes changes;
    private final OwnDomains own;
    private final OrderStates states;
    private final Clock clock;
    private final SecureRandom random;

    Releases(CheckedStore store, Changes changes, Clock clock, SecureRandom random) {
        this.store = store;
        this.changes = changes;
        this.own = new OwnDomains(store);
        this.states = new OrderStates(clock);
        this.clock = clock;
        this.random = random;
    }

    /** Asks for a release, for a controller with {@code decrypt} of a Domain that a quorum opens; returns the order. */
    public String request(Request request, NewOrder wanted) {
        return changes.once(
                new Asked(request, Call.REQUEST_RELEASE, AuditSubject.domain(wanted.domain()), "release " + wanted),
                () -> body(request.caller(), wanted),
                (ledger, body) -> {
                    states.requireMayBeMade(
                            ledger, request.key(), "key " + request.key().abbreviated());
                    Order order = Order.unsigned(body);
                    if (!ledger.orders().insert(order, request.key())) {
                        throw new IllegalStateException("a fresh order should be new");
                    }
                    return new Outcome(order.toText(), AuditSubject.order(order));
                });
    }

    private OrderBody body(EcJwk caller, NewOrder wanted) {
        DomainBody domain = controlled(caller, wanted.domain()).domain().body();
        if (!(wanted.what() instanceof Decision.Open open)) {
            throw new UsageException("A client asks for an order that opens one thing, and for no other.");
        }
        requireOpenedByQuorum(domain);
        if (domain.controller(caller.thumbprint())
                .map(Controller::may)
                .filter(may -> may.has(Right.DECRYPT))
                .isEmpty()) {
            throw new RefusedException("D8: this key has no right to decrypt with Domain " + domain.name()
                    + ": nothing is released to it. Ask its operators.");
        }
        if (!open.key().equals(caller.thumbprint()) || open.ended() != domain.ended()) {
            throw new RefusedException("O4: that request is for another key, or for a Domain as it was before: "
                    + domain.ended() + " orders ended all releases until now. Ask again.");
        }
        VerifiedTrust newest = store.lines().newest(domain.trust());
        if (!newest.thumbprint().equals(domain.trust())) {
            throw new RefusedException("O4: Domain " + domain.name()
                    + " stands under a former Trust. Ask an operator to" + " move it first: domain rewrap.");
        }
        Instant now = clock.instant();
        Duration validity = wanted.seconds() == 0 ? VALIDITY : Duration.ofSeconds(wanted.seconds());
        if (validity.compareTo(OrderBody.MAX_OPEN) > 0
                || Note.typed(wanted.note()).isEmpty()) {
            throw new UsageException("A release is for at most 7 days, and needs a note: what it is for.");
        }
        return new OrderBody(
                OrderId.random(random),
                Optional.empty(),
                open,
                wanted.domain(),
                domain.trust(),
                Note.typed(wanted.note()),
                now,
                now.plus(validity));
    }

    private static void requireOpenedByQuorum(DomainBody domain) {
        if (domain.policy()
                .filter(policy -> policy.decrypt() == Policy.Who.QUORUM)
                .isEmpty()) {
            throw new RefusedException("O4: Domain " + domain.name()
                    + " is opened by its controllers: nothing has to be released. Decrypt it.");
        }
    }

    private DomainInLine controlled(EcJwk caller, DomainId id) {
        DomainInLine domain = store.find(id).orElseThrow(OwnDomains.notYours(id));
        own.requireController(domain.domain(), caller);
        return domain;
    }

    /** Returns the orders that would release a thing to the caller and have not ended, the older ones first. */
    public List<String> of(EcJwk caller, DomainId id, Thumbprint sealed) {
        controlled(caller, id);
        return store.read(ledger -> ledger.orders().releases(id, clock.instant()).stream()
                .filter(row -> isFor(row, caller, sealed) && states.isOpen(ledger, row))
                .map(row -> row.order().toText())
                .toList());
    }

    private static boolean isFor(OrderStore.Row row, EcJwk caller, Thumbprint sealed) {
        return row.order().body().decision() instanceof Decision.Open open
                && open.key().equals(caller.thumbprint())
                && open.sealed().equals(sealed);
    }

    /** Finds an order that releases something. */
    Order find(Thumbprint order) {
        return store.read(ledger -> ledger.order(order)).order();
    }
}
