package org.quorumkms.server.manager;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.TryAgainException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.hsm.ControllerRequest;
import org.quorumkms.hsm.DomainUse;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.order.Order;
import org.quorumkms.order.OrderBody;
import org.quorumkms.order.OrderId;
import org.quorumkms.order.OrderKind;
import org.quorumkms.remote.ApproveOrder;
import org.quorumkms.remote.NewOrder;
import org.quorumkms.remote.NewestDomain;
import org.quorumkms.remote.OrderView;
import org.quorumkms.server.ledger.CheckedStore;
import org.quorumkms.server.ledger.DomainChange;
import org.quorumkms.server.ledger.Ledger;
import org.quorumkms.server.ledger.NewestViews;
import org.quorumkms.server.manager.Changes.Asked;
import org.quorumkms.server.manager.Changes.Outcome;
import org.quorumkms.server.store.OrderStore;
import org.quorumkms.server.store.Rejection;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Note;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.VerifiedTrust;

/** What operators order: O1 to O3. An HSM decides again whether it carries an order out. */
public final class OrderActions {

    /** The most releases in one answer. */
    private static final int MOST_RELEASES = 1_000;

    private static final Duration VALIDITY = Duration.ofDays(14);

    /** A Domain that is changed as fast as an order is tried is left alone. */
    private static final int MOST_TRIES = 8;

    private final CheckedStore store;
    private final HsmPool hsms;
    private final Authorization authorization;
    private final Changes changes;
    private final Moves moves;
    private final NewestViews views;
    private final OrderStates states;
    private final Clock clock;
    private final SecureRandom random;

    OrderActions(
            CheckedStore store,
            HsmPool hsms,
            Authorization authorization,
            Changes changes,
            Clock clock,
            SecureRandom random) {
        this.store = store;
        this.hsms = hsms;
        this.authorization = authorization;
        this.changes = changes;
        this.moves = new Moves(hsms);
        this.views = new NewestViews(store);
        this.states = new OrderStates(clock);
        this.clock = clock;
        this.random = random;
    }

    /** Lists the orders. */
    public List<OrderView> list(EcJwk caller) {
        authorization.operator(Call.ORDERS, caller);
        return store.read(states::list);
    }

    /** Lists the orders that open something of a Domain, the newest thousand that expired, or will, after a time. */
    public List<String> releasesOf(EcJwk caller, DomainId id, Instant since) {
        authorization.operator(Call.RELEASES_OF, caller);
        List<String> all = store.read(ledger -> ledger.orders().releases(id, since).stream()
                .map(row -> row.order().toText())
                .toList());
        return List.copyOf(all.subList(Math.max(0, all.size() - MOST_RELEASES), all.size()));
    }

    /** Makes an order under the newest Trust of the Domain's line, for one of its operators. */
    public String create(Request request, NewOrder wanted) {
        return changes.once(
                new Asked(request, Call.CREATE_ORDER, AuditSubject.domain(wanted.domain()), "order " + wanted),
                operator -> body(operator, wanted),
                (ledger, operator, body) -> {
                    states.requireMayBeMade(ledger, operator);
                    Order order = Order.unsigned(body);
                    if (!ledger.orders().insert(order, operator.approvalKey())) {
                        throw new IllegalStateException("a fresh order should be new");
                    }
                    return outcome(order);
                });
    }

    private OrderBody body(OperatorCaller operator, NewOrder wanted) {
        if (wanted.kind() == OrderKind.OPEN) {
            throw new UsageException("An order that opens a file is asked for by the one who wants to open it.");
        }
        DomainInLine domain = store.require(wanted.domain());
        DomainBody body = domain.domain().body();
        if (body.purpose() == Purpose.OPERATOR && !(body.isAuditors() && wanted.kind() == OrderKind.DISABLE)) {
            throw new RefusedException("O1: an operator's Domain is not a subject of orders."
                    + " An operator is replaced by a successor Trust: trust create --after.");
        }
        VerifiedTrust trust = authorization.requireGoverns(operator, body.trust(), "Its operators order.");
        Instant now = clock.instant();
        Duration validity = wanted.seconds() == 0 ? VALIDITY : Duration.ofSeconds(wanted.seconds());
        if (validity.compareTo(OrderBody.MAX_VALIDITY) > 0) {
            throw new UsageException("An order can be carried out for at most 30 days.");
        }
        return new OrderBody(
                OrderId.random(random),
                Optional.of(store.read(ledger -> states.number(ledger, domain.domain(), wanted.above()))),
                wanted.what(),
                wanted.domain(),
                trust.thumbprint(),
                Note.typed(wanted.note()),
                now,
                now.plus(validity));
    }

    /** Approves an order with the caller's own Domain. */
    public String approve(Request request, ApproveOrder approval) {
        return changes.once(
                new Asked(request, Call.APPROVE_ORDER, AuditSubject.NONE, "approve order " + approval.order()),
                operator -> approval(operator, approval),
                (ledger, operator, signature) -> add(ledger, approval.order(), signature));
    }

    private JwsSignature approval(OperatorCaller operator, ApproveOrder approval) {
        Order order = store.read(ledger -> {
            OrderStore.Row row = ledger.order(approval.order());
            states.requireOpen(ledger, row);
            requireIn(operator, OrderStates.trust(ledger, row.order()));
            return row.order();
        });
        if (order.isApprovedBy(operator.approver())) {
            throw approvedAlready(order, operator.approvalKey());
        }
        DomainInLine own = store.named(approval.operatorDomain());
        return hsms.in(own.line().last().body())
                .approveOrder(
                        new DomainUse(own, approval.operatorDomain(), operator.caller()),
                        new ControllerRequest(operator.connection(), approval.signedRequest()),
                        order);
    }

    /** Adds an approval that an operator made with its own key, wherever it was. */
    public String addApproval(Request request, Thumbprint order, String text) {
        return changes.once(
                new Asked(
                        request,
                        Call.ADD_ORDER_APPROVAL,
                        AuditSubject.NONE,
                        "add approval " + order + " " + Bytes.utf8(text).thumbprint()),
                operator -> JwsSignature.parse(text),
                (ledger, operator, signature) -> add(ledger, order, signature));
    }

    private Outcome add(Ledger ledger, Thumbprint thumbprint, JwsSignature approval) {
        OrderStore.Row row = ledger.order(thumbprint);
        Order order = row.order();
        states.requireOpen(ledger, row);
        if (!order.counts(approval, OrderStates.trust(ledger, order))) {
            throw new VerificationException(
                    "O1: that is not a valid approval of order " + order + " by an operator of its Trust.");
        }
        if (!ledger.orders().addSignature(thumbprint, approval)) {
            throw approvedAlready(order, approval.kid());
        }
        return outcome(ledger.order(thumbprint).order());
    }

    /**
     * Ends an order as far as the caller's word goes (O1): its proposer withdraws it, an operator of its Trust rejects it. It is the
     * store's word, shown as such.
     */
    public OrderView end(Request request, Thumbprint thumbprint, boolean withdraw, String why) {
        changes.once(
                new Asked(request, Call.END_ORDER, AuditSubject.NONE, "end order " + thumbprint + " " + withdraw),
                operator -> Note.typed(why),
                (ledger, operator, note) -> {
                    OrderStore.Row row = ledger.order(thumbprint);
                    states.requireOpen(ledger, row);
                    if (withdraw) {
                        TrustProposals.requireProposer(operator, row.proposer(), "order " + row.order());
                        ledger.orders().withdraw(thumbprint, why);
                    } else {
                        requireIn(operator, OrderStates.trust(ledger, row.order()));
                        ledger.orders().reject(thumbprint, new Rejection(operator.approvalKey(), why));
                    }
                    return outcome(row.order());
                });
        return store.read(ledger -> states.view(ledger, ledger.order(thumbprint)));
    }

    /**
     * Has an HSM carry an order out (O1): the Domain is moved to the order's Trust first, which must be the newest of its line; each
     * step is a revision. Where somebody changes the Domain meanwhile (D3), it is carried out on what is there then.
     */
    public NewestDomain run(Request request, Thumbprint thumbprint, SeenDomain seen) {
        for (int i = 0; true; i++) {
            Optional<Thumbprint> before = newest(seen.id());
            try {
                runOnce(request, thumbprint, seen);
                return views.after(seen);
            } catch (TryAgainException busy) {
                if (i >= MOST_TRIES || newest(seen.id()).equals(before)) {
                    throw busy;
                }
            }
        }
    }

    private Optional<Thumbprint> newest(DomainId id) {
        return store.read(ledger -> ledger.readable(id)).map(Domain::thumbprint);
    }

    private void runOnce(Request request, Thumbprint thumbprint, SeenDomain seen) {
        changes.once(
                new Asked(request, Call.RUN_ORDER, AuditSubject.domain(seen), "run order " + thumbprint),
                seen.id(),
                operator -> carriedOut(operator, thumbprint, seen),
                (ledger, change) -> {
                    Order order = ledger.order(thumbprint).order();
                    requireNewest(ledger, order);
                    if (!ledger.orders()
                            .carryOut(thumbprint, change.last().body().revision())) {
                        throw carriedOutAlready(order);
                    }
                    return AuditSubject.change(change.before().orElseThrow().body(), change.last())
                            .by(order);
                });
    }

    private DomainChange carriedOut(OperatorCaller operator, Thumbprint thumbprint, SeenDomain seen) {
        Order order = store.read(ledger -> {
            OrderStore.Row row = ledger.order(thumbprint);
            requireIn(operator, OrderStates.trust(ledger, row.order()));
            if (row.carriedOut().isPresent()) {
                throw carriedOutAlready(row.order());
            }
            requireNewest(ledger, row.order());
            return row.order();
        });
        if (order.body().kind() == OrderKind.OPEN) {
            throw new RefusedException("O4: order " + order + " is not carried out: it lets its requester open a file."
                    + " There: kms-client decrypt.");
        }
        if (!order.body().domain().equals(seen.id())) {
            throw new VerificationException("O1: order " + order + " is about another Domain than was named.");
        }
        DomainInLine domain = store.require(seen.id());
        requireContinues(domain.domain(), seen);
        TrustChain line = store.read(ledger -> ledger.line(order.body().trust()));
        Moves.Moved moved = moves.along(domain, line);
        DomainInLine at = moved.end();
        List<Domain> steps = new ArrayList<>(moved.steps());
        steps.add(hsms.in(at.line().last().body()).carryOut(at, at.domain().seen(), order));
        return new DomainChange(Optional.of(domain.domain()), steps);
    }

    /** D3: an order is carried out on the newest revision that descends from what its runner saw. */
    private void requireContinues(Domain newest, SeenDomain seen) {
        if (!store.read(ledger -> ledger.isEarlier(newest, seen))) {
            throw seen.revision() > newest.body().revision() ? CheckedStore.behind(newest) : CheckedStore.moved(newest);
        }
    }

    private static void requireNewest(Ledger ledger, Order order) {
        if (ledger.trusts().wayForward(order.body().trust()).isPresent()) {
            throw new RefusedException("O1: order " + order + " was made under a former Trust. Make a new one: order "
                    + order.body().kind().text() + ".");
        }
    }

    private static void requireIn(OperatorCaller operator, TrustBody trust) {
        if (!operator.isIn(trust)) {
            throw new RefusedException(operator.name() + " is not an operator of Trust " + trust.id()
                    + ", the newest of the Domain's line. Its operators order.");
        }
    }

    private static RefusedException approvedAlready(Order order, Thumbprint key) {
        return new RefusedException(
                "Order " + order + " has the approval of key " + key.abbreviated() + " already; nothing was added.");
    }

    private static RefusedException carriedOutAlready(Order order) {
        return new RefusedException("O1: order " + order + " was carried out already; it is done once.");
    }

    private static Outcome outcome(Order order) {
        return new Outcome(order.toText(), AuditSubject.order(order));
    }
}
