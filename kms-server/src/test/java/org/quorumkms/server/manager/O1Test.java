package org.quorumkms.server.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumkms.server.manager.Scene.ALICE;
import static org.quorumkms.server.manager.Scene.BACKUP;
import static org.quorumkms.server.manager.Scene.BOB;
import static org.quorumkms.server.manager.Scene.controller;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.order.OrderBody;
import org.quorumkms.remote.NewOrder;
import org.quorumkms.remote.OrderView;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;

/** O1 as far as it is the Manager's: numbers, how many, and how an order ends. */
class O1Test {

    @TempDir
    private Path folder;

    private Scene scene;
    private TestServer system;
    private Manager manager;

    @BeforeEach
    void begin() {
        scene = new Scene(folder);
        system = scene.system;
        manager = system.manager();
    }

    @AfterEach
    void end() {
        scene.close();
    }

    private static Decision admit(Right... rights) {
        return new Decision.Admit(controller(BACKUP, "backup", rights));
    }

    private Order order() {
        return scene.order(admit(Right.ENCRYPT), scene.payroll);
    }

    private int number(Order order) {
        return order.body().number().orElseThrow();
    }

    private OrderView view(Order order) {
        return manager.orders().list(ALICE.caller()).stream()
                .filter(one -> Order.parse(one.order()).thumbprint().equals(order.thumbprint()))
                .findFirst()
                .orElseThrow();
    }

    private String state(Order order) {
        return view(order).state();
    }

    private OrderView withdraw(Scene.Person by, Order order) {
        return manager.orders()
                .end(new Request(by.caller(), system.request()), order.thumbprint(), true, "made in error");
    }

    private OrderView reject(Scene.Person by, Order order) {
        return manager.orders().end(new Request(by.caller(), system.request()), order.thumbprint(), false, "not now");
    }

    @Nested
    class Numbers {

        @Test
        void oneComesAfterTheLastThatWasCarriedOut() {
            assertThat(number(order())).isEqualTo(1);
            scene.ordered(admit(Right.ENCRYPT), scene.payroll);
            assertThat(number(order())).isEqualTo(2);
            assertThat(scene.stored(scene.payroll).body().ordered()).isEqualTo(1);
        }

        @Test
        void andAfterEveryOneThatHasAnApproval() {
            Order first = order();
            assertThat(number(order())).isEqualTo(1);
            scene.approve(ALICE, first);
            Order second = order();
            assertThat(number(second)).isEqualTo(2);
            scene.approve(BOB, second);
            assertThat(number(order())).isEqualTo(3);
            // Of another Domain there is nothing yet.
            DomainId other = scene.domain("other", Purpose.ENCRYPT);
            assertThat(number(scene.order(admit(Right.ENCRYPT), other))).isEqualTo(1);
        }

        @Test
        void notAfterOneThatCannotBeCarriedOutAnyMore() {
            Order first = scene.approve(ALICE, order());
            assertThat(number(order())).isEqualTo(2);
            scene.clock.turn(Duration.ofDays(15));
            assertThat(state(first)).isEqualTo(OrderView.EXPIRED);
            assertThat(number(order())).isEqualTo(1);
        }

        @Test
        void aConsoleAsksForAHigherOneUpToTheHighestThatCouldBeCarriedOut() {
            assertThat(number(scene.order(ALICE, admit(Right.ENCRYPT), scene.payroll, 7)))
                    .isEqualTo(8);
            Order last = scene.order(ALICE, admit(Right.ENCRYPT), scene.payroll, Integer.MAX_VALUE);
            assertThat(number(last)).isEqualTo(OrderBody.MAX_AHEAD);
            scene.approve(ALICE, last);
            assertThat(number(order())).isEqualTo(OrderBody.MAX_AHEAD);
            scene.run(manager, last);
            assertThat(number(order())).isEqualTo(OrderBody.MAX_AHEAD + 1);
        }

        /** "An older approved one undid a newer one at one operator's word for thirty days." */
        @Test
        void aNewerDecisionEndsEveryOlderOne() {
            Order older = scene.approve(ALICE, order());
            Order newer = scene.approve(ALICE, scene.order(admit(Right.DECRYPT), scene.payroll));
            scene.run(manager, newer);
            assertThat(state(older)).isEqualTo(OrderView.VOID);
            assertThat(state(newer)).isEqualTo(OrderView.CARRIED_OUT);
            for (Order one : List.of(older, newer)) {
                assertThatThrownBy(() -> scene.run(manager, one)).isInstanceOf(RefusedException.class);
            }
            assertThat(scene.revision(scene.payroll)).contains(3);
        }

        @Test
        void alsoAtAServerThatIsToldOtherwiseByRows() {
            Order newer = scene.approve(ALICE, order());
            scene.run(manager, newer);
            scene.editor.execute("UPDATE domain_order SET carried_out = NULL");
            assertThat(state(newer)).isEqualTo(OrderView.VOID);
            assertThatThrownBy(() -> scene.run(scene.other(1).manager(), newer)).isInstanceOf(RefusedException.class);
            assertThat(scene.revision(scene.payroll)).contains(3);
        }
    }

    @Nested
    class HowMany {

        @Test
        void sixteenOpenOnesOfAnOperator() {
            Order first = order();
            for (int i = 1; i < 16; i++) {
                order();
            }
            assertThatThrownBy(() -> order())
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("alice has 16 open orders");
            scene.order(BOB, admit(Right.ENCRYPT), scene.payroll, 0);
            withdraw(ALICE, first);
            order();
            assertThatThrownBy(() -> order()).isInstanceOf(RefusedException.class);
        }

        /** As if one order had been made, and withdrawn, many times. */
        private void made(Order order, int times) {
            scene.editor.execute(
                    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + (times - 1) + ")"
                            + " INSERT INTO domain_order (thumbprint, domain, number, created, expires, payload, proposer,"
                            + " withdrawn) SELECT 'copy ' || i, domain, number, created, expires, payload, proposer, ''"
                            + " FROM domain_order, n WHERE thumbprint = ?",
                    order.thumbprint().value());
            withdraw(ALICE, order);
        }

        @Test
        void aHundredInADayOfAnOperator() {
            made(order(), 99);
            withdraw(ALICE, order());
            assertThatThrownBy(() -> order())
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("alice made 100 orders within a day");
            scene.order(BOB, admit(Right.ENCRYPT), scene.payroll, 0);
            scene.clock.turn(Duration.ofDays(1).plusSeconds(1));
            order();
        }

        @Test
        void aHundredAlsoOfShortOnes() {
            made(
                    Order.parse(manager.orders()
                            .create(
                                    new Request(ALICE.caller(), system.request()),
                                    NewOrder.of(scene.payroll, admit(Right.ENCRYPT), "", 0, 1))),
                    100);
            scene.clock.turn(Duration.ofSeconds(2));
            assertThatThrownBy(() -> order())
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("100 orders within a day");
        }

        @Test
        void forAtMostThirtyDays() {
            long days = Duration.ofDays(30).toSeconds();
            manager.orders()
                    .create(
                            new Request(ALICE.caller(), system.request()),
                            NewOrder.of(scene.payroll, new Decision.Disable(), "", 0, days));
            assertThatThrownBy(() -> manager.orders()
                            .create(
                                    new Request(ALICE.caller(), system.request()),
                                    NewOrder.of(scene.payroll, new Decision.Disable(), "", 0, days + 1)))
                    .isInstanceOf(UsageException.class);
        }
    }

    @Nested
    class HowItEnds {

        @Test
        void itsProposerWithdrawsItAndNobodyApprovesItAnyMore() {
            Order order = order();
            assertThatThrownBy(() -> withdraw(BOB, order))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("bob did not propose");
            assertThat(withdraw(ALICE, order).state()).isEqualTo(OrderView.WITHDRAWN);
            assertThat(state(order)).isEqualTo(OrderView.WITHDRAWN);
            assertThatThrownBy(() -> scene.approve(ALICE, order))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("is withdrawn");
        }

        @Test
        void oneThatHasItsApprovalsStaysGoodWhateverRowsSay() {
            Order order = scene.approve(ALICE, order());
            withdraw(ALICE, order);
            reject(BOB, order);
            reject(ALICE, order);
            assertThat(state(order)).isEqualTo(OrderView.OPEN);
            assertThat(view(order).rejections()).hasSize(2);
            scene.run(manager, order);
            assertThat(scene.revision(scene.payroll)).contains(3);
        }

        @Test
        void rejectingEndsItOnlyWhereTheQuorumCannotBeReached() {
            Order order = order();
            assertThat(reject(BOB, order).state()).isEqualTo(OrderView.OPEN);
            assertThat(view(order).rejections()).hasSize(1);
            assertThat(reject(ALICE, order).state()).isEqualTo(OrderView.REJECTED);
            assertThatThrownBy(() -> scene.approve(BOB, order))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("is rejected");
        }

        @Test
        void aSuccessorTrustEndsThoseThatAreOpen() {
            Order order = scene.approve(ALICE, order());
            scene.successor(scene.trust, List.of(scene.h2()), scene.alice, scene.bob);
            assertThat(state(order)).isEqualTo(OrderView.VOID);
            assertThatThrownBy(() -> scene.run(manager, order))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("made under a former Trust");
        }

        @Test
        void orderEndEndsAllThatWereMadeBefore() {
            Order older = scene.approve(ALICE, order());
            scene.ordered(new Decision.End(), scene.payroll);
            assertThat(state(older)).isEqualTo(OrderView.VOID);
            assertThat(scene.stored(scene.payroll).body().ended()).isEqualTo(1);
        }

        @Test
        void itsTimeEndsIt() {
            Order order = scene.approve(ALICE, order());
            scene.clock.turn(Duration.ofDays(14).plusSeconds(1));
            assertThat(state(order)).isEqualTo(OrderView.EXPIRED);
            assertThatThrownBy(() -> scene.run(manager, order))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("expired");
        }
    }

    @Nested
    class WhereItIsValid {

        @Test
        void aDomainThatLagsBehindIsMovedFirst() {
            Trust next = scene.successor(scene.trust, List.of(scene.h2()), scene.alice, scene.bob);
            Trust last = scene.successor(next, system.hsms(), scene.alice, scene.bob);
            Order order = scene.ordered(admit(Right.ENCRYPT), scene.payroll);
            assertThat(order.body().trust()).isEqualTo(last.thumbprint());
            assertThat(scene.stored(scene.payroll).body().trust()).isEqualTo(last.thumbprint());
            assertThat(scene.stored(scene.payroll).body().ordered()).isEqualTo(1);
        }

        @Test
        void anOperatorOfAnotherLineOrdersNothing() {
            Trust branch = system.create(
                    ALICE.connection(),
                    system.plan(TrustKind.BRANCH, scene.trust.thumbprint(), List.of(scene.h2()), 1, scene.bob));
            scene.signed(branch, BOB);
            Order order = order();
            scene.successor(scene.trust, List.of(scene.h2()), scene.alice);
            assertThatThrownBy(() -> scene.order(BOB, admit(Right.ENCRYPT), scene.payroll, 0))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("bob is not an operator of Trust");
            assertThatThrownBy(() -> reject(BOB, order)).isInstanceOf(RefusedException.class);
        }

        @Test
        void anOperatorsDomainIsNoSubject() {
            assertThatThrownBy(() ->
                            scene.order(new Decision.Disable(), scene.bob.body().id()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("not a subject of orders");
        }
    }
}
