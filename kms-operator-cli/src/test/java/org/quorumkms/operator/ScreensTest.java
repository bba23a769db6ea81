package org.quorumkms.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quorumkms.testing.TestSystem.GENESIS;
import static org.quorumkms.testing.TestSystem.H1;
import static org.quorumkms.testing.TestSystem.H2;
import static org.quorumkms.testing.TestSystem.H3;
import static org.quorumkms.testing.TestSystem.OPERATORS;
import static org.quorumkms.testing.TestSystem.T1;
import static org.quorumkms.testing.TestSystem.T2;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.remote.OrderView;
import org.quorumkms.remote.TrustView;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.testing.Proposal;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestHsm;
import org.quorumkms.testing.TestOperator;
import org.quorumkms.testing.TestOrder;
import org.quorumkms.testing.TestRing;
import org.quorumkms.testing.TestSystem;
import org.quorumkms.trust.Device;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;

/** What an operator sees before it decides. */
class ScreensTest {

    private static final Instant NOW = TestAuthority.NOW;
    private static final TestController CLIENT = TestController.number(1);
    private static final Trusts TRUSTS = Trusts.of(T2, NOW);
    private static final DomainHistory PAYROLL = DomainHistory.begin(
            Purpose.ENCRYPT,
            H1,
            T1,
            says -> says.controlledBy(List.of(CLIENT.may(Right.DECRYPT, Right.ENCRYPT, Right.SHARE))));

    private static OrderEntry entry(Order order, String state) {
        return OrderEntry.of(
                        new OrderView(
                                order.toText(),
                                OPERATORS.get(0).key().thumbprint().value(),
                                List.of(),
                                state),
                        TRUSTS)
                .orElseThrow();
    }

    private static OrderEntry entry(Decision decision, int number, TestOperator... approved) {
        return entry(TestOrder.of(decision, PAYROLL.last()).numbered(number).approvedBy(approved), OrderView.OPEN);
    }

    /** An operator whose Domain holds a key, or none. */
    private static OperatorView operator(TrustChain line, String ring) {
        DomainHistory own = DomainHistory.begin(
                Purpose.OPERATOR,
                H1,
                line,
                says -> says.controlledBy(List.of(TestController.number(5).may(Right.APPROVE)))
                        .publicKeys(List.of(OPERATORS.get(0).key().key())));
        return new OperatorView(own.sealing(ring).then(H1).verified());
    }

    @Nested
    class OfOrders {

        private List<String> screen(OrderEntry entry, boolean seenBefore) {
            return OrderScreen.lines(entry, new DomainCalls.Looked(PAYROLL.verified(), seenBefore), TRUSTS);
        }

        @Test
        void nameTheRevisionByNumberAndThumbprint_andSayThatItWasNeverSeen() {
            OrderEntry entry = entry(new Decision.Disable(), 1);
            assertThat(screen(entry, true)).noneMatch(line -> line.contains("NEVER SEEN"));
            assertThat(screen(entry, false))
                    .contains("revision   1 (" + PAYROLL.last().thumbprint() + ")")
                    .anyMatch(line -> line.contains("NEVER SEEN HERE"))
                    .contains("thumbprint " + entry.order().thumbprint())
                    .contains("proposed by alice " + OPERATORS.get(0).key().thumbprint())
                    .contains("approved by 0 of the 2 needed: nobody yet");
        }

        @Test
        void sayWhoComesAndGoes_byKeyAndRights() {
            Controller backup = TestController.number(2).may(Right.ENCRYPT);
            assertThat(screen(entry(new Decision.Admit(backup), 1), true))
                    .contains("           controller now      c1 " + CLIENT.key() + " (decrypt,encrypt,share)")
                    .contains("adds the controller c2 " + backup.key() + " (encrypt)");
            assertThat(screen(entry(new Decision.Admit(CLIENT.may(Rights.NONE)), 1), true))
                    .contains("takes out c1 " + CLIENT.key());
            assertThat(screen(entry(new Decision.Admit(backup.with(Rights.NONE)), 1), true))
                    .contains("takes out c2 " + backup.key() + ", which is not a controller");
            assertThat(screen(entry(new Decision.Grant(backup.with(Rights.of(Right.SHARE))), 1), true))
                    .contains("from then on its only controller is c2 " + backup.key() + " (share)");
        }

        @Test
        void nameApprovedOrdersOfAHigherNumber_andNumbersThatOnlyThisHomeKnows() {
            OrderEntry old = entry(new Decision.Disable(), 2, OPERATORS.get(0), OPERATORS.get(1));
            OrderEntry higher = entry(new Decision.End(), 5, OPERATORS.get(0));
            assertThat(OrderScreen.notEnded(old, List.of(higher), 5))
                    .singleElement()
                    .asString()
                    .contains("you approved order 5 ");
            assertThat(OrderScreen.notEnded(old, List.of(higher), 7)).hasSize(2);
            assertThat(OrderScreen.notEnded(old, List.of(), 7))
                    .singleElement()
                    .asString()
                    .contains("order number 7");
            assertThat(OrderScreen.notEnded(old, List.of(), 2)).isEmpty();
        }

        @Test
        void endWithAnOrder_everyOneOfTheDomainWhoseNumberIsNotHigher() {
            OrderEntry third = entry(new Decision.End(), 3);
            assertThat(entry(new Decision.Disable(), 2).endsWith(third.order(), NOW))
                    .isTrue();
            assertThat(entry(new Decision.Disable(), 3).endsWith(third.order(), NOW))
                    .isTrue();
            assertThat(entry(new Decision.Disable(), 4).endsWith(third.order(), NOW))
                    .isFalse();
            assertThat(third.endsWith(third.order(), NOW)).isFalse();
        }

        @Test
        void stayGoodWithTheirApprovals_whateverRowsSay() {
            Order approved =
                    TestOrder.of(new Decision.Disable(), PAYROLL.last()).approvedBy(OPERATORS.get(0), OPERATORS.get(1));
            Order lacking = TestOrder.of(new Decision.Disable(), PAYROLL.last()).approvedBy(OPERATORS.get(0));
            assertThat(entry(approved, OrderView.OPEN).status(NOW)).isEqualTo("approved");
            assertThat(entry(approved, OrderView.WITHDRAWN).status(NOW)).isEqualTo("approved");
            assertThat(entry(approved, OrderView.CARRIED_OUT).status(NOW)).isEqualTo("carried out");
            assertThat(entry(lacking, OrderView.OPEN).status(NOW)).isEqualTo("open");
            assertThat(entry(lacking, OrderView.REJECTED).status(NOW)).isEqualTo("rejected");
            assertThat(entry(approved, OrderView.OPEN).status(NOW.plusSeconds(40L * 24 * 3600)))
                    .isEqualTo("expired");
        }
    }

    @Nested
    class OfTrusts {

        private static final String LATER = "2026-12-23T10:00:00Z";

        private Trust proposal(TestOperator... approved) {
            return TestAuthority.successor(9, T2.last().thumbprint(), List.of(H2, H3), OPERATORS, 3)
                    .with("note", "Dave joins\u202e, ticket 4711")
                    .approvedBy(approved)
                    .trust();
        }

        private Trusts with(Trust proposal, String ended, Instant now) {
            List<TrustView> views = new java.util.ArrayList<>(
                    T2.trusts().stream().map(TestServer::view).toList());
            views.add(new TrustView(
                    proposal.toText(),
                    OPERATORS.get(0).key().thumbprint().value(),
                    List.of(new TrustView.Rejection(OPERATORS.get(1).key().thumbprint(), "no")),
                    ended));
            return Trusts.read(views, TestSystem.genesis(), now);
        }

        @Test
        void showTheNoteAsAQuotation() {
            assertThat(TrustDifference.lines(proposal(), T2.last(), HsmDevices.NOT_ASKED))
                    .containsSubsequence("the proposer says:", "  > Dave joinsU+202E, ticket 4711");
        }

        @Test
        void showWhatEachHsmIsMadeOf() {
            HsmDevices devices =
                    HsmDevices.of(List.of(new HsmEntry(H3.keys(), "127.0.0.1:1", new Device("pkcs11", "raw"))));
            assertThat(TrustDifference.lines(proposal(), T2.last(), devices))
                    .anyMatch(line -> line.endsWith(H3.keys().fingerprint() + "  token that opens with RSA alone"))
                    .anyMatch(line -> line.endsWith("  the server shows no statement of it"));
        }

        /** A Trust of version 2 that lists an HSM with another ML-KEM key than its own, or with one where it has none. */
        @Test
        void showTheFingerprintOfWhatIsListed_andWarnWhereTheHsmSaysOtherwise() {
            HsmKeys own = H3.keys();
            HsmKeys other = new HsmKeys(
                    own.label(), own.signing(), own.encryption(), H2.keys().kem());
            for (HsmKeys stated : List.of(other, own.withoutKem())) {
                HsmDevices devices = HsmDevices.of(List.of(new HsmEntry(stated, "127.0.0.1:1", Device.SOFTWARE)));
                assertThat(TrustDifference.lines(proposal(), T2.last(), devices))
                        .anyMatch(line -> line.endsWith(own.fingerprint()
                                + "  WARNING: its own statement has no such ML-KEM key: do not approve"))
                        .noneMatch(line -> line.contains(stated.fingerprint().value()));
            }
        }

        /** Of a Trust of version 1 the fingerprint that the HSM's server printed, which covers the ML-KEM key too. */
        @Test
        void showTheWholeFingerprintOfAnHsmThatATrustOfVersion1Lists() {
            TestHsm old = H2.withoutKem();
            Proposal genesis = TestAuthority.genesis(old);
            Trust next = TestAuthority.branch(2, genesis.thumbprint(), List.of(old, H3.withoutKem()), OPERATORS, 2)
                    .trust();
            HsmDevices devices = HsmDevices.of(List.of(
                    new HsmEntry(H3.keys(), "127.0.0.1:1", Device.SOFTWARE),
                    new HsmEntry(old.keys(), "127.0.0.1:1", Device.SOFTWARE)));
            assertThat(TrustDifference.lines(next, genesis.trust(), devices))
                    .anyMatch(line -> line.startsWith("  + new      h3 ")
                            && line.contains(H3.keys().fingerprint().value()))
                    .contains("version 1: RSA alone protects what its Domains hold; without an ML-KEM key: h2");
            assertThat(TrustDifference.lines(next, genesis.trust(), HsmDevices.NOT_ASKED))
                    .anyMatch(line -> line.contains(H3.keys().rsaFingerprint().value()))
                    .anyMatch(line -> line.contains("RSA alone in hsm show"));
        }

        @Test
        void haveEnded_byTheServersWord_onlyWhileTheyLackApprovals() {
            Trust lacking = proposal(OPERATORS.get(0), OPERATORS.get(1));
            Trust approved = proposal(OPERATORS.get(0), OPERATORS.get(1), OPERATORS.get(2));
            assertThat(with(lacking, "", NOW).status(lacking)).isEqualTo("unsigned");
            assertThat(with(lacking, "withdrawn", NOW).status(lacking)).isEqualTo("ended");
            assertThat(with(lacking, "withdrawn", NOW).ended(lacking)).contains("withdrawn");
            assertThat(with(approved, "withdrawn", NOW).status(approved)).isEqualTo("unsigned");
            assertThat(with(approved, "", Instant.parse(LATER)).ended(approved))
                    .hasValueSatisfying(why -> assertThat(why).contains("2026-12-07"));
        }

        @Test
        void haveEnded_whereAnotherWasSignedInTheirPlace() {
            Trust late = TestAuthority.successor(9, T1.last().thumbprint(), List.of(H1, H2), OPERATORS, 2)
                    .trust();
            assertThat(with(late, "", NOW).ended(late)).contains("Trust 3 was signed in its place");
            Trust founding = TestAuthority.branch(9, GENESIS.last().thumbprint(), List.of(H1), OPERATORS, 2)
                    .trust();
            assertThat(with(founding, "", NOW).ended(founding)).contains("Trust 2 was signed in its place");
            Trust branch = TestAuthority.branch(9, T1.last().thumbprint(), List.of(H1), OPERATORS, 2)
                    .trust();
            assertThat(with(branch, "", NOW).ended(branch)).isEmpty();
        }

        @Test
        void hideNoOther_whereOneCannotBeRead() {
            Trusts trusts = Trusts.read(
                    List.of(new TrustView("nonsense", "", List.of(), ""), TestServer.view(GENESIS.last())),
                    TestSystem.genesis(),
                    NOW);
            assertThat(trusts.all()).hasSize(1);
            assertThat(trusts.unreadable()).hasSize(1);
        }

        @Test
        void nameWhoseKeysADroppedHsmCouldHaveHad_butNoneThatItsOperatorKeeps() {
            Trust successor = T2.last();
            OperatorView stood = operator(T1, TestRing.of(1));
            assertThat(KeysToExchange.lines(successor.body(), List.of(stood)))
                    .singleElement()
                    .asString()
                    .contains(stood.thumbprint().value(), ": h1");
            assertThat(KeysToExchange.lines(T1.last().body(), List.of(stood))).isEmpty();
            assertThat(KeysToExchange.lines(successor.body(), List.of(operator(T1, TestRing.EMPTY))))
                    .isEmpty();
            assertThat(Optional.of(stood.domain().body().hasEmptyRing())).contains(false);
        }
    }
}
