package org.quorumkms.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quorumkms.testing.TestSystem.H1;
import static org.quorumkms.testing.TestSystem.H2;
import static org.quorumkms.testing.TestSystem.H3;
import static org.quorumkms.testing.TestSystem.OPERATORS;
import static org.quorumkms.testing.TestSystem.T1;
import static org.quorumkms.testing.TestSystem.T2;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.operator.inbox.Changes;
import org.quorumkms.operator.inbox.Inbox;
import org.quorumkms.operator.inbox.InboxItem;
import org.quorumkms.operator.inbox.InboxItem.State;
import org.quorumkms.operator.inbox.InboxItem.What;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.remote.OrderView;
import org.quorumkms.remote.TrustView;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestOperator;
import org.quorumkms.testing.TestOrder;
import org.quorumkms.testing.TestSystem;
import org.quorumkms.trust.Trust;

/** What waits for an operator. */
class InboxTest {

    private static final Instant NOW = TestAuthority.NOW;
    private static final TestOperator ALICE = OPERATORS.get(0);
    private static final TestOperator BOB = OPERATORS.get(1);
    private static final DomainHistory PAYROLL = DomainHistory.begin(
            Purpose.ENCRYPT,
            H1,
            T1,
            says -> says.controlledBy(
                    List.of(TestController.number(1).may(Right.DECRYPT, Right.ENCRYPT, Right.SHARE))));

    private static OperatorView alice() {
        return new OperatorView(DomainHistory.begin(
                        Purpose.OPERATOR,
                        H1,
                        T1,
                        says -> says.controlledBy(
                                        List.of(TestController.number(5).may(Right.APPROVE)))
                                .publicKeys(List.of(ALICE.key().key())))
                .then(H1)
                .verified());
    }

    private static Inbox inbox(Trusts trusts, Instant now) {
        return new Inbox(alice(), trusts, now);
    }

    @Nested
    class OfTrusts {

        private Trust proposal(TestOperator... approved) {
            return TestAuthority.successor(9, T2.last().thumbprint(), List.of(H2, H3), OPERATORS, 3)
                    .with("note", "ticket 4711")
                    .approvedBy(approved)
                    .trust();
        }

        private List<InboxItem> items(Trust proposal, String ended, Instant now) {
            List<TrustView> views =
                    new ArrayList<>(T2.trusts().stream().map(TestServer::view).toList());
            views.add(new TrustView(proposal.toText(), BOB.key().thumbprint().value(), List.of(), ended));
            return inbox(Trusts.read(views, TestSystem.genesis(), now), now).trustItems();
        }

        @Test
        void waitForTheApprovalOfWhoeverDidNotApprove() {
            InboxItem item = items(proposal(), "", NOW).get(0);
            assertThat(item.what()).isEqualTo(What.APPROVE);
            assertThat(item.waitsForMe()).isTrue();
            assertThat(item.command()).isEqualTo("trust approve 9");
            assertThat(item.by()).contains(BOB.key().thumbprint());
            assertThat(item.note()).contains("ticket 4711");
            assertThat(item.title())
                    .startsWith("Trust 9 after Trust 3")
                    .doesNotContain(proposal().thumbprint().value());
            assertThat(items(proposal(ALICE), "", NOW))
                    .singleElement()
                    .satisfies(hers -> assertThat(hers.state()).isEqualTo(State.WAITS_FOR_OTHERS));
        }

        @Test
        void waitToBeSignedOnceApproved() {
            assertThat(items(proposal(OPERATORS.toArray(TestOperator[]::new)), "", NOW))
                    .singleElement()
                    .satisfies(item -> assertThat(item.command()).isEqualTo("trust sign 9"));
        }

        @Test
        void endForAMonth_withTheReason() {
            assertThat(items(proposal(), "bob withdrew it", NOW))
                    .singleElement()
                    .satisfies(item -> {
                        assertThat(item.state()).isEqualTo(State.ENDED);
                        assertThat(item.why()).isEqualTo("as the server says, bob withdrew it");
                        assertThat(item.command()).isEmpty();
                    });
            assertThat(items(proposal(), "bob withdrew it", NOW.plus(Duration.ofDays(31))))
                    .isEmpty();
        }
    }

    @Nested
    class OfOrders {

        private InboxItem item(String state, TestOperator... approved) {
            Order order = TestOrder.of(new Decision.Disable(), PAYROLL.last()).approvedBy(approved);
            Trusts trusts = Trusts.of(T2, NOW);
            OrderEntry entry = OrderEntry.of(
                            new OrderView(order.toText(), BOB.key().thumbprint().value(), List.of(), state), trusts)
                    .orElseThrow();
            return inbox(trusts, NOW)
                    .orderItems(List.of(entry), one -> "payroll")
                    .get(0);
        }

        @Test
        void waitForAnApproval_thenToBeRun_thenEnd() {
            InboxItem open = item(OrderView.OPEN);
            assertThat(open.title()).isEqualTo("disable Domain payroll");
            assertThat(open.command()).matches("order approve [0-9a-f]{8}");
            assertThat(Inbox.line(open)).contains("0 of the 2 approvals", "until ", ": order approve ");
            assertThat(item(OrderView.OPEN, ALICE).state()).isEqualTo(State.WAITS_FOR_OTHERS);
            assertThat(item(OrderView.OPEN, ALICE, BOB).command()).matches("order run [0-9a-f]{8}");
            InboxItem done = item(OrderView.CARRIED_OUT, ALICE, BOB);
            assertThat(done.state()).isEqualTo(State.ENDED);
            assertThat(done.why()).isEqualTo("carried out");
        }
    }

    @Nested
    class OfInvitations {

        private Domain unclaimed(Instant expires) {
            return DomainHistory.begin(
                            Purpose.ENCRYPT,
                            H1,
                            T1,
                            says -> says.claim(
                                    Optional.of(ClaimTerms.of(new byte[32], expires, Rights.all(Purpose.ENCRYPT)))))
                    .last();
        }

        @Test
        void waitForOthers_andSayWhenTheyRanOut() {
            Trusts trusts = Trusts.of(T2, NOW);
            List<InboxItem> items = inbox(trusts, NOW)
                    .invitationItems(
                            List.of(unclaimed(NOW.plus(Duration.ofDays(2))), unclaimed(NOW.minus(Duration.ofDays(2)))));
            assertThat(items).extracting(InboxItem::state).containsExactly(State.WAITS_FOR_OTHERS, State.ENDED);
            assertThat(items.get(1).why()).contains("it ran out", "domain invite ");
        }
    }

    @Test
    void anOwnDomainThatStaysBehindWaitsForItsOperator() {
        Trusts trusts = Trusts.of(T2, NOW);
        InboxItem item = inbox(trusts, NOW)
                .ownItem(List.of(trusts.verified(T2.last()).orElseThrow()))
                .orElseThrow();
        assertThat(item.command())
                .startsWith("domain rewrap " + item.id() + " --trust ")
                .endsWith(T2.last().thumbprint().abbreviated());
        assertThat(inbox(trusts, NOW).ownItem(List.of(trusts.verified(T1.last()).orElseThrow())))
                .isEmpty();
    }

    @Test
    void newsAreWhatWasNotThereOrStoodElsewhere() {
        Changes changes = new Changes();
        InboxItem one = Inbox.health("one");
        InboxItem two = Inbox.health("two");
        assertThat(changes.in(List.of(one))).containsExactly(one);
        assertThat(changes.in(List.of(one, two))).containsExactly(two);
        assertThat(changes.in(List.of(two))).isEmpty();
        assertThat(changes.in(List.of(one))).containsExactly(one);
    }
}
