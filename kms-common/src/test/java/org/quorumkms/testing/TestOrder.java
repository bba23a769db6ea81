package org.quorumkms.testing;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.quorumkms.domain.Domain;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.order.OrderBody;
import org.quorumkms.order.OrderId;
import org.quorumkms.order.OrderKind;
import org.quorumkms.signed.Thumbprint;

/** An order in the making, about a Domain as it is: approvals are real, and a test may break any one thing. Immutable. */
public final class TestOrder {

    private final OrderBody body;

    private TestOrder(OrderBody body) {
        this.body = body;
    }

    /** Begins an order with the number after the last one that was carried out, made when tests take place. */
    public static TestOrder of(Decision decision, Domain domain) {
        return of(decision, domain, TestAuthority.NOW);
    }

    /** Begins an order with the number after the last one that was carried out. */
    public static TestOrder of(Decision decision, Domain domain, Instant created) {
        boolean opens = decision.kind() == OrderKind.OPEN;
        return new TestOrder(new OrderBody(
                OrderId.random(new SecureRandom()),
                opens ? Optional.empty() : Optional.of(domain.body().ordered() + 1),
                decision,
                domain.body().id(),
                domain.body().trust(),
                opens ? Optional.of("the auditors ask for it") : Optional.empty(),
                created,
                created.plus(opens ? Duration.ofHours(24) : Duration.ofDays(14))));
    }

    /** Gives it another number. */
    public TestOrder numbered(int number) {
        return new TestOrder(new OrderBody(
                body.id(),
                Optional.of(number),
                body.decision(),
                body.domain(),
                body.trust(),
                body.note(),
                body.created(),
                body.expires()));
    }

    /** Names another Trust. */
    public TestOrder under(Thumbprint trust) {
        return new TestOrder(new OrderBody(
                body.id(),
                body.number(),
                body.decision(),
                body.domain(),
                trust,
                body.note(),
                body.created(),
                body.expires()));
    }

    /** Returns what it says. */
    public OrderBody body() {
        return body;
    }

    /** Approves it. */
    public Order approvedBy(TestOperator... operators) {
        Order order = Order.unsigned(body);
        for (TestOperator operator : operators) {
            order = order.with(operator.signing().sign(DocumentType.ORDER_APPROVAL, order.payload()));
        }
        return order;
    }
}
