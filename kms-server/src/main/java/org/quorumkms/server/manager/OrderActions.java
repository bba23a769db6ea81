package org.quorumkms.server.manager;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.BehindException;
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
import org.quorumkms.quorum.Approvals;
import org.quorumkms.remote.ApproveOrder;
import org.quorumkms.remote.NewOrder;
import org.quorumkms.remote.OrderView;
import org.quorumkms.remote.RequestId;
import org.quorumkms.remote.TrustView;
import org.quorumkms.server.manager.Requests.Asked;
import org.quorumkms.server.store.OrderStore;
import org.quorumkms.server.store.Rejection;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Note;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.VerifiedTrust;

/** What operators order: O1 to O3. An HSM decides again whether it carries an order out. */
final class OrderActions {

    private static final Duration VALIDITY = Duration.ofDays(14);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int MOST_A_DAY = 100;
    private static final int MOST_OPEN = 16;

    /** A Domain that is changed as fast as an order is tried is left alone. */
    private static final int MOST_TRIES = 8;

    /** How long an order is shown after it expired. */
    private static final Duration SHOWN = Duration.ofDays(30);

    private final Store store;
    private final Ledger ledger;
    private final HsmPool hsms;
    private final Authorization authorization;
    private final Requests requests;
    private final DomainChangeActions changes;
    private final Clock clock;
    private final SecureRandom random;

    OrderActions(
            Store store,
            Ledger ledger,
            HsmPool hsms,
            Authorization authorization,
            Requests requests,
            DomainChangeActions changes,
            Clock clock,
            SecureRandom random) {
        this.store = store;
        this.ledger = ledger;
        this.hsms = hsms;
        this.authorization = authorization;
        this.requests = requests;
        this.changes = changes;
        this.clock = clock;
        this.random = random;
    }

    List<OrderView> list() {
        return store.read(tables -> tables.orders().since(clock.instant().minus(SHOWN)).stream()
                .map(row -> view(tables, row))
                .toList());
    }

    private OrderView view(Store.Tables tables, OrderStore.Row row) {
        return new OrderView(
                row.order().toText(),
                row.proposer().value(),
                row.rejections().stream()
                        .limit(TrustView.MOST_REJECTIONS)
                        .map(one -> TrustView.Rejection.shown(one.operator(), one.why()))
                        .toList(),
                state(tables, row));
    }

    private String state(Store.Tables tables, OrderStore.Row row) {
        Order order = row.order();
        if (row.carriedOut().isPresent()) {
            return OrderView.CARRIED_OUT;
        }
        boolean voided = tables.trusts().wayForward(order.body().trust()).isPresent()
                || readable(tables, order.body().domain())
                        .filter(domain -> order.isVoidFor(domain.body()))
                        .isPresent();
        if (voided) {
            return OrderView.VOID;
        }
        if (clock.instant().isAfter(order.body().expires())) {
            return OrderView.EXPIRED;
        }
        Approvals<OperatorKey> approvals = order.approvalsUnder(trust(tables, order));
        // What has its approvals stays good, whatever rows say (O1).
        if (!approvals.reached() && row.withdrawn().isPresent()) {
            return OrderView.WITHDRAWN;
        }
        return isRejected(approvals, row.rejections()) ? OrderView.REJECTED : OrderView.OPEN;
    }

    /** A row that cannot be read hides no order about it, nor any other. */
    private static Optional<Domain> readable(Store.Tables tables, DomainId id) {
        try {
            return tables.domains().find(id);
        } catch (VerificationException unreadable) {
            return Optional.empty();
        }
    }

    /** T3, O1: operators' words end a proposal only where its quorum cannot be reached any more. */
    static boolean isRejected(Approvals<OperatorKey> approvals, List<Rejection> rejections) {
        long left = approvals.missing().stream()
                .filter(operator ->
                        rejections.stream().noneMatch(one -> one.operator().equals(operator.thumbprint())))
                .count();
        return approvals.signed().size() + left < approvals.threshold();
    }

    /** Under the newest Trust of the Domain's line, at the request of one of its operators. */
    String create(EcJwk caller, RequestId request, NewOrder wanted) {
        OperatorCaller operator = authorization.requireOperator(caller);
        if (wanted.kind() == OrderKind.OPEN) {
            throw new UsageException("An order that opens a file is asked for by the one who wants to open it.");
        }
        return requests.once(
                new Asked(operator.caller(), request, AuditAction.ORDER_CREATE, "order " + wanted),
                () -> body(operator, wanted),
                (tables, body) -> {
                    Order order = Order.unsigned(body);
                    requireFew(tables, operator);
                    if (!tables.orders().insert(order, operator.approvalKey())) {
                        throw new IllegalStateException("a fresh order should be new");
                    }
                    return outcome(order);
                });
    }

    private void requireFew(Store.Tables tables, OperatorCaller operator) {
        Instant now = clock.instant();
        int today = tables.orders().proposed(operator.approvalKey(), now.minus(DAY));
        long open = tables.orders().undecided(operator.approvalKey(), now).stream()
                .filter(row -> state(tables, row).equals(OrderView.OPEN))
                .count();
        if (today >= MOST_A_DAY) {
            throw new RefusedException(
                    "O1: " + operator.name() + " made " + today + " orders within a day, the most there is.");
        }
        if (open >= MOST_OPEN) {
            throw new RefusedException("O1: " + operator.name() + " has " + open
                    + " open orders, the most there is. Withdraw one: order withdraw ID.");
        }
    }

    private OrderBody body(OperatorCaller operator, NewOrder wanted) {
        DomainInLine domain = ledger.require(wanted.domain());
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
                Optional.of(store.read(tables -> number(tables, domain.domain(), wanted.above()))),
                wanted.what(),
                wanted.domain(),
                trust.thumbprint(),
                Note.typed(wanted.note()),
                now,
                now.plus(validity));
    }

    /** O1: after what was carried out, and after every order that has an approval and could still be. */
    private int number(Store.Tables tables, Domain domain, int above) {
        int highest = domain.body().ordered() + OrderBody.MAX_AHEAD;
        int last = domain.body().ordered();
        for (OrderStore.Row row :
                tables.orders().after(domain.body().id(), domain.body().ordered())) {
            int number = row.order().body().number().orElse(0);
            boolean approved = !row.order()
                    .approvalsUnder(trust(tables, row.order()))
                    .signed()
                    .isEmpty();
            if (approved && number <= highest && state(tables, row).equals(OrderView.OPEN)) {
                last = Math.max(last, number);
            }
        }
        return Math.min(Math.max(last, Math.min(above, highest)) + 1, highest);
    }

    String approve(EcJwk caller, RequestId request, ApproveOrder approval) {
        OperatorCaller operator = authorization.requireOperator(caller);
        return requests.once(
                new Asked(operator.caller(), request, AuditAction.ORDER_APPROVE, "approve order " + approval.order()),
                () -> approval(operator, approval),
                (tables, signature) -> add(tables, approval.order(), signature));
    }

    private JwsSignature approval(OperatorCaller operator, ApproveOrder approval) {
        Order order = store.read(tables -> {
            OrderStore.Row row = require(tables, approval.order());
            requireOpen(state(tables, row), row.order());
            requireIn(operator, trust(tables, row.order()));
            return row.order();
        });
        if (order.isApprovedBy(operator.approver())) {
            throw approvedAlready(order, operator.approvalKey());
        }
        DomainInLine own = ledger.named(approval.operatorDomain());
        return hsms.in(own.line().last().body())
                .approveOrder(
                        new DomainUse(own, approval.operatorDomain(), operator.caller()),
                        new ControllerRequest(operator.connection(), approval.signedRequest()),
                        order);
    }

    private static void requireOpen(String state, Order order) {
        if (!state.equals(OrderView.OPEN)) {
            throw new RefusedException("O1: order " + order + " is " + state + "; approving it adds nothing.");
        }
    }

    /** Adds an approval that an operator made with its own key, wherever it was. */
    String addApproval(EcJwk caller, RequestId request, Thumbprint order, String text) {
        OperatorCaller operator = authorization.requireOperator(caller);
        JwsSignature approval = JwsSignature.parse(text);
        return requests.once(
                new Asked(
                        operator.caller(),
                        request,
                        AuditAction.ORDER_APPROVE,
                        "add approval " + order + " " + approval.kid()),
                () -> approval,
                (tables, signature) -> add(tables, order, signature));
    }

    private Requests.Outcome add(Store.Tables tables, Thumbprint thumbprint, JwsSignature approval) {
        OrderStore.Row row = require(tables, thumbprint);
        Order order = row.order();
        requireOpen(state(tables, row), order);
        if (!order.counts(approval, trust(tables, order))) {
            throw new VerificationException(
                    "O1: that is not a valid approval of order " + order + " by an operator of its Trust.");
        }
        if (!tables.orders().addSignature(thumbprint, approval)) {
            throw approvedAlready(order, approval.kid());
        }
        return outcome(require(tables, thumbprint).order());
    }

    /** O1: its proposer withdraws an order, an operator of its Trust rejects it: the store's word, shown as such. */
    OrderView end(EcJwk caller, RequestId request, Thumbprint thumbprint, boolean withdraw, String why) {
        OperatorCaller operator = authorization.requireOperator(caller);
        Note.typed(why);
        requests.once(
                new Asked(
                        operator.caller(), request, AuditAction.ORDER_END, "end order " + thumbprint + " " + withdraw),
                () -> operator,
                (tables, ending) -> {
                    OrderStore.Row row = require(tables, thumbprint);
                    requireOpen(state(tables, row), row.order());
                    if (withdraw) {
                        requireProposer(operator, row.proposer(), "order " + row.order());
                        tables.orders().withdraw(thumbprint, why);
                    } else {
                        requireIn(operator, trust(tables, row.order()));
                        tables.orders().reject(thumbprint, new Rejection(operator.approvalKey(), why));
                    }
                    return outcome(row.order());
                });
        return store.read(tables -> view(tables, require(tables, thumbprint)));
    }

    static void requireProposer(OperatorCaller operator, Thumbprint proposer, String what) {
        if (!proposer.equals(operator.approvalKey())) {
            throw new RefusedException(operator.name() + " did not propose " + what + ". Reject it instead.");
        }
    }

    /** O1: the Domain is moved to the order's Trust first, which must be the newest of its line; each step is a revision. */
    void run(EcJwk caller, RequestId request, Thumbprint thumbprint, SeenDomain seen) {
        OperatorCaller operator = authorization.requireOperator(caller);
        for (int i = 0; true; i++) {
            Optional<Thumbprint> before = newest(seen.id());
            try {
                run(operator, request, thumbprint, seen);
                return;
            } catch (TryAgainException busy) {
                // D3: where somebody changed the Domain meanwhile, it is carried out on what is there now.
                if (i >= MOST_TRIES || newest(seen.id()).equals(before)) {
                    throw busy;
                }
            }
        }
    }

    private Optional<Thumbprint> newest(DomainId id) {
        return store.read(tables -> tables.domains().find(id)).map(Domain::thumbprint);
    }

    private void run(OperatorCaller operator, RequestId request, Thumbprint thumbprint, SeenDomain seen) {
        requests.once(
                new Asked(operator.caller(), request, AuditAction.ORDER_RUN, "run order " + thumbprint),
                seen.id(),
                () -> carriedOut(operator, thumbprint, seen),
                (tables, change) -> {
                    Order order = require(tables, thumbprint).order();
                    requireNewest(tables, order);
                    if (!tables.orders()
                            .carryOut(thumbprint, change.last().body().revision())) {
                        throw carriedOutAlready(order);
                    }
                    return AuditSubject.change(change.before().orElseThrow().body(), change.last())
                            .by(order);
                });
    }

    private DomainChange carriedOut(OperatorCaller operator, Thumbprint thumbprint, SeenDomain seen) {
        Order order = store.read(tables -> {
            OrderStore.Row row = require(tables, thumbprint);
            requireIn(operator, trust(tables, row.order()));
            if (row.carriedOut().isPresent()) {
                throw carriedOutAlready(row.order());
            }
            requireNewest(tables, row.order());
            return row.order();
        });
        if (!order.body().domain().equals(seen.id())) {
            throw new VerificationException("O1: order " + order + " is about another Domain than was named.");
        }
        DomainInLine domain = ledger.require(seen.id());
        requireContinues(domain.domain(), seen);
        TrustChain line =
                store.read(tables -> TrustActions.line(tables, order.body().trust()));
        List<Domain> steps = new ArrayList<>();
        DomainInLine at = domain;
        // Each step goes further along the line.
        for (int i = 0;
                i < TrustChain.MAX_LENGTH
                        && !at.domain().body().trust().equals(order.body().trust());
                i++) {
            DomainChangeActions.Step step = changes.step(at, line);
            Domain moved = step.hsm().moveDomain(at, at.domain().seen(), step.line(), Optional.empty());
            steps.add(moved);
            at = new DomainInLine(moved, step.line());
        }
        steps.add(hsms.in(at.line().last().body()).carryOut(at, at.domain().seen(), order));
        return new DomainChange(Optional.of(domain.domain()), steps);
    }

    /** D3: an order is carried out on the newest revision that descends from what its runner saw. */
    private void requireContinues(Domain newest, SeenDomain seen) {
        if (store.read(tables -> DomainViews.isEarlier(tables, newest, seen))) {
            return;
        }
        if (seen.revision() > newest.body().revision()) {
            throw new BehindException(
                    newest.body().name(),
                    newest.body().revision(),
                    newest.thumbprint().value());
        }
        throw Ledger.moved(newest);
    }

    private static void requireNewest(Store.Tables tables, Order order) {
        if (tables.trusts().wayForward(order.body().trust()).isPresent()) {
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

    private static TrustBody trust(Store.Tables tables, Order order) {
        return TrustActions.require(tables, order.body().trust()).body();
    }

    private static OrderStore.Row require(Store.Tables tables, Thumbprint order) {
        return tables.orders()
                .find(order)
                .orElseThrow(() -> new RefusedException(
                        "This server knows no order " + order.abbreviated() + ". See order list."));
    }

    private static RefusedException approvedAlready(Order order, Thumbprint key) {
        return new RefusedException(
                "Order " + order + " has the approval of key " + key.abbreviated() + " already; nothing was added.");
    }

    private static RefusedException carriedOutAlready(Order order) {
        return new RefusedException("O1: order " + order + " was carried out already; it is done once.");
    }

    private static Requests.Outcome outcome(Order order) {
        return new Requests.Outcome(order.toText(), AuditSubject.order(order));
    }
}
