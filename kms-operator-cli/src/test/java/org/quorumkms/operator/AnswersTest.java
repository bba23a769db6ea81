package org.quorumkms.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumkms.testing.TestSystem.H1;
import static org.quorumkms.testing.TestSystem.H2;
import static org.quorumkms.testing.TestSystem.OPERATORS;
import static org.quorumkms.testing.TestSystem.T1;
import static org.quorumkms.testing.TestSystem.T2;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.order.OrderBody;
import org.quorumkms.remote.NewOrder;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestHsm;
import org.quorumkms.testing.TestOrder;
import org.quorumkms.testing.TestSystem;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustKind;

/** What was asked for against what came. */
class AnswersTest {

    private static final TestController CLIENT = TestController.number(1);
    private static final DomainHistory PAYROLL = domain();

    private static DomainHistory domain() {
        return DomainHistory.begin(
                Purpose.ENCRYPT, H1, T1, says -> says.controlledBy(List.of(CLIENT.may(Right.ENCRYPT, Right.SHARE))));
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable compared) {
        assertThatThrownBy(compared).isInstanceOf(VerificationException.class);
    }

    @Test
    void trustsAndLines_byTheirThumbprints() {
        Trust first = T1.last();
        Trust second = T2.last();
        assertThat(Answers.trust(first.thumbprint(), first)).isSameAs(first);
        refused(() -> Answers.trust(first.thumbprint(), second));
        assertThat(Answers.line(second.thumbprint(), T2)).isSameAs(T2);
        refused(() -> Answers.line(first.thumbprint(), T2));
    }

    @Test
    void domains_byTheirIdsAndNames() {
        DomainHistory other = domain();
        assertThatCode(() -> Answers.domain(
                        PAYROLL.last().body().id(), PAYROLL.then(H1).last().body()))
                .doesNotThrowAnyException();
        refused(() -> Answers.domain(PAYROLL.last().body().id(), other.last().body()));
        refused(() -> Answers.named("wages", PAYROLL.last().body()));
        refused(() -> Answers.imported(
                PAYROLL.last().thumbprint(), other.last().thumbprint().value()));
        refused(() -> Answers.under(T2.last().thumbprint(), PAYROLL.verified()));
        refused(() -> Answers.made("payroll", Purpose.SIGN, PAYROLL.verified()));
        refused(() -> Answers.made("payroll", Purpose.ENCRYPT, PAYROLL.then(H1).verified()));
        assertThat(Answers.made("payroll", Purpose.ENCRYPT, PAYROLL.verified()).body())
                .isEqualTo(PAYROLL.last().body());
    }

    @Test
    void plansOfTrusts_inEveryMember() {
        Trust made = T2.last();
        List<org.quorumkms.signed.Thumbprint> hsms =
                made.body().hsms().stream().map(hsm -> hsm.fingerprint()).toList();
        List<org.quorumkms.signed.Thumbprint> operators =
                OPERATORS.stream().map(one -> one.key().thumbprint()).toList();
        TrustPlan plan = new TrustPlan(TrustKind.SUCCESSOR, T1.last().thumbprint(), hsms, operators, 2, "");
        List<HsmKeys> known =
                Stream.of(H1, H2, TestSystem.H3).map(TestHsm::keys).toList();
        assertThat(Answers.planned(plan, known, made)).isSameAs(made);
        // With RSA alone, though each HSM has an ML-KEM key.
        TrustChain classical =
                TestSystem.successor(T1, List.of(H2.withoutKem(), TestSystem.H3.withoutKem()), OPERATORS, 2);
        refused(() -> Answers.planned(plan, known, classical.last()));
        List.of(
                        new TrustPlan(TrustKind.BRANCH, T1.last().thumbprint(), hsms, operators, 2, ""),
                        new TrustPlan(TrustKind.SUCCESSOR, T2.last().thumbprint(), hsms, operators, 2, ""),
                        new TrustPlan(
                                TrustKind.SUCCESSOR,
                                T1.last().thumbprint(),
                                List.of(H2.keys().fingerprint()),
                                operators,
                                2,
                                ""),
                        new TrustPlan(
                                TrustKind.SUCCESSOR, T1.last().thumbprint(), hsms, operators.subList(0, 2), 2, ""),
                        new TrustPlan(TrustKind.SUCCESSOR, T1.last().thumbprint(), hsms, operators, 3, ""),
                        new TrustPlan(TrustKind.SUCCESSOR, T1.last().thumbprint(), hsms, operators, 2, "Dave joins"))
                .forEach(other -> refused(() -> Answers.planned(other, known, made)));
    }

    @Test
    void orders_inEveryMember() {
        Decision decision = new Decision.Admit(new Controller(CLIENT.key(), "c1", Rights.of(Right.ENCRYPT)));
        OrderBody body = TestOrder.of(decision, PAYROLL.last()).numbered(4).body();
        Order made = Order.unsigned(body);
        NewOrder wanted = NewOrder.of(body.domain(), decision, "", 3, 0);
        assertThat(Answers.wanted(wanted, made)).isSameAs(made);
        assertThat(Answers.order(made.thumbprint(), made)).isSameAs(made);
        refused(() -> Answers.order(T1.last().thumbprint(), made));
        List.of(
                        NewOrder.of(body.domain(), decision, "", 4, 0),
                        NewOrder.of(body.domain(), decision, "laptop stolen", 3, 0),
                        NewOrder.of(body.domain(), new Decision.End(), "", 3, 0),
                        NewOrder.of(
                                body.domain(),
                                new Decision.Admit(
                                        new Controller(CLIENT.key(), "c1", Rights.of(Right.DECRYPT, Right.ENCRYPT))),
                                "",
                                3,
                                0),
                        NewOrder.of(domain().last().body().id(), decision, "", 3, 0))
                .forEach(other -> refused(() -> Answers.wanted(other, made)));
    }

    @Test
    void ordersThatWereCarriedOut_byTheirNumber() {
        Order order = Order.unsigned(
                TestOrder.of(new Decision.End(), PAYROLL.last()).numbered(4).body());
        DomainHistory done = PAYROLL.then(H1, says -> says.ordered(4).endedOnce());
        assertThat(Answers.carriedOut(order, done.verified()).body().ordered()).isEqualTo(4);
        refused(() -> Answers.carriedOut(order, PAYROLL.then(H1).verified()));
        refused(() -> Answers.carriedOut(
                order, domain().then(H1, says -> says.ordered(4)).verified()));
    }

    @Test
    void listings_byTheirOrder() {
        assertThatCode(() -> Answers.after("", List.of("a", "b"))).doesNotThrowAnyException();
        assertThatCode(() -> Answers.after("b", List.of())).doesNotThrowAnyException();
        refused(() -> Answers.after("b", List.of("b")));
        refused(() -> Answers.after("", List.of("b", "a")));
    }
}
