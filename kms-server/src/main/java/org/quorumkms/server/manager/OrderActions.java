package org.quorumkms.server.manager;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.hsm.ControllerRequest;
import org.quorumkms.hsm.DomainUse;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.order.Order;
import org.quorumkms.order.OrderBody;
import org.quorumkms.order.OrderKind;
import org.quorumkms.remote.ApproveOrder;
import org.quorumkms.remote.NewOrder;
import org.quorumkms.remote.OrderView;
import org.quorumkms.remote.RequestId;
import org.quorumkms.server.manager.DomainChangeActions.Change;
import org.quorumkms.server.store.OrderStore;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.TrustChain;

/** What operators order: O1 to O3. An HSM decides again whether it carries an order out. */
final class OrderActions {

    private static final Duration VALIDITY = Duration.ofDays(14);

    private final Store store;
    private final HsmPool hsms;
    private final Authorization authorization;
    private final Requests requests;
    private final DomainChangeActions changes;
    private final Clock clock;
    private final SecureRandom random;

    OrderActions(
            Store store,
            HsmPool hsms,
            Authorization authorization,
            Requests requests,
            DomainChangeActions changes,
            Clock clock,
            SecureRandom random) {
        this.store = store;
        this.hsms = hsms;
        this.authorization = authorization;
        this.requests = requests;
        this.changes = changes;
        this.clock = clock;
        this.random = random;
    }

    List<OrderView> list() {
        return store.read(tables -> tables.orders().current(clock.instant()).stream()
                .map(row -> new OrderView(row.order().toText(), isCarriedOut(tables, row), isVoid(tables, row.order())))
                .toList());
    }

    private static boolean isCarriedOut(Store.Tables tables, OrderStore.Row row) {
        return row.carriedOut().isPresent()
                || tables.domains()
                        .find(row.order().body().domain())
                        .filter(domain -> domain.body()
                                .orders()
                                .contains(row.order().body().id()))
                        .isPresent();
    }

    private static boolean isVoid(Store.Tables tables, Order order) {
        return tables.trusts().wayForward(order.body().trust()).isPresent()
                || tables.domains()
                        .find(order.body().domain())
                        .filter(domain -> order.isVoidFor(domain.body()))
                        .isPresent();
    }

    /** Under the newest Trust of the Domain's line, at the request of one of its operators. */
    String create(EcJwk caller, RequestId request, NewOrder wanted) {
        OperatorCaller operator = authorization.requireOperator(caller);
        if (wanted.controller().isEmpty() == (wanted.kind() == OrderKind.GRANT)) {
            throw new UsageException("A grant names the key that becomes the controller; other orders name none.");
        }
        return requests.once(
                operator.caller(),
                request,
                AuditAction.ORDER_CREATE,
                "order " + wanted,
                () -> body(operator, wanted),
                (tables, body) -> {
                    Order order = Order.unsigned(body);
                    tables.orders().insert(order);
                    return outcome(order);
                });
    }

    private OrderBody body(OperatorCaller operator, NewOrder wanted) {
        return store.read(tables -> {
            Domain domain = tables.domains()
                    .find(wanted.domain())
                    .orElseThrow(DomainChangeActions.Refusals.unknownDomain(wanted.domain()));
            if (domain.body().purpose() == Purpose.OPERATOR) {
                throw new RefusedException("O1: an operator's Domain is no subject of orders."
                        + " An operator is replaced by a successor Trust: trust create --after.");
            }
            Thumbprint trust = DomainChangeActions.newest(tables, domain.body().trust());
            requireIn(operator, TrustActions.require(tables, trust).body());
            Instant now = clock.instant();
            return new OrderBody(
                    DomainId.random(random),
                    wanted.kind(),
                    wanted.domain(),
                    wanted.controller().isEmpty() ? Optional.empty() : Optional.of(new Thumbprint(wanted.controller())),
                    trust,
                    now,
                    now.plus(VALIDITY));
        });
    }

    String approve(EcJwk caller, RequestId request, ApproveOrder approval) {
        OperatorCaller operator = authorization.requireOperator(caller);
        return requests.once(
                operator.caller(),
                request,
                AuditAction.ORDER_APPROVE,
                "approve order " + approval.order(),
                () -> approval(operator, approval),
                (tables, signature) -> add(tables, approval.order(), signature));
    }

    private JwsSignature approval(OperatorCaller operator, ApproveOrder approval) {
        Order order = store.read(tables -> {
            Order found = require(tables, approval.order()).order();
            requireIn(operator, trust(tables, found));
            return found;
        });
        if (order.isApprovedBy(operator.approver())) {
            throw approvedAlready(order, operator.approvalKey());
        }
        ExportedDomain own = new ExportedDomain(
                operator.domain().domain(), operator.domain().trust().chain());
        return hsms.in(operator.domain().trust().body())
                .approveOrder(
                        new DomainUse(own, approval.operatorDomain(), operator.caller()),
                        new ControllerRequest(operator.connection(), approval.signedRequest()),
                        order);
    }

    /** Adds an approval that an operator made with its own key, wherever it was. */
    String addApproval(EcJwk caller, RequestId request, Thumbprint order, JwsSignature approval) {
        OperatorCaller operator = authorization.requireOperator(caller);
        return requests.once(
                operator.caller(),
                request,
                AuditAction.ORDER_APPROVE,
                "add approval " + order + " " + approval.kid(),
                () -> approval,
                (tables, signature) -> add(tables, order, signature));
    }

    private static Requests.Outcome add(Store.Tables tables, Thumbprint thumbprint, JwsSignature approval) {
        Order order = require(tables, thumbprint).order();
        if (!order.counts(approval, trust(tables, order))) {
            throw new VerificationException(
                    "O1: that is no valid approval of order " + order + " by an operator of its Trust.");
        }
        if (!tables.orders().addSignature(thumbprint, approval)) {
            throw approvedAlready(order, approval.kid());
        }
        return outcome(require(tables, thumbprint).order());
    }

    /** O1: the Domain is moved to the order's Trust first, which must be the newest of its line. */
    String run(EcJwk caller, RequestId request, Thumbprint thumbprint, SeenDomain seen) {
        OperatorCaller operator = authorization.requireOperator(caller);
        return requests.once(
                operator.caller(),
                request,
                AuditAction.ORDER_RUN,
                "run order " + thumbprint,
                () -> carriedOut(operator, thumbprint, seen),
                (tables, change) -> {
                    requireNewest(tables, require(tables, thumbprint).order());
                    if (!tables.orders()
                            .carryOut(thumbprint, change.after().body().revision())) {
                        throw carriedOutAlready(require(tables, thumbprint).order());
                    }
                    return change.keep(tables);
                });
    }

    private record Found(Order order, ExportedDomain domain, TrustChain line, List<Order> earlier) {}

    private Change carriedOut(OperatorCaller operator, Thumbprint thumbprint, SeenDomain seen) {
        Found found = store.read(tables -> {
            OrderStore.Row row = require(tables, thumbprint);
            Order order = row.order();
            requireIn(operator, trust(tables, order));
            if (isCarriedOut(tables, row)) {
                throw carriedOutAlready(order);
            }
            requireNewest(tables, order);
            Domain domain = tables.domains()
                    .find(order.body().domain())
                    .orElseThrow(DomainChangeActions.Refusals.unknownDomain(
                            order.body().domain()));
            List<Order> earlier = tables.orders().about(order.body().domain()).stream()
                    .map(OrderStore.Row::order)
                    .filter(one -> domain.body().orders().contains(one.body().id()))
                    .toList();
            return new Found(
                    order,
                    DomainActions.exported(tables, domain),
                    TrustActions.line(tables, order.body().trust()),
                    earlier);
        });
        ExportedDomain domain = atTrust(found, seen);
        Hsm hsm = hsms.in(domain.line().last().body());
        return new Change(found.domain().domain(), hsm.carryOut(domain, seen, found.order(), found.earlier()));
    }

    private ExportedDomain atTrust(Found found, SeenDomain seen) {
        ExportedDomain domain = found.domain();
        // Each step goes further along the line.
        for (int i = 0;
                i < TrustChain.MAX_LENGTH
                        && !domain.domain()
                                .body()
                                .trust()
                                .equals(found.order().body().trust());
                i++) {
            DomainChangeActions.Step step = changes.step(domain, found.line());
            domain =
                    new ExportedDomain(step.hsm().moveDomain(domain, seen, step.line(), Optional.empty()), step.line());
        }
        return domain;
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
        return new Requests.Outcome(
                order.toText(), AuditSubject.domain(order.body().domain()));
    }
}
