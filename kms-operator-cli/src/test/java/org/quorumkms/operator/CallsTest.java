package org.quorumkms.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumkms.testing.TestSystem.H1;
import static org.quorumkms.testing.TestSystem.H2;
import static org.quorumkms.testing.TestSystem.OPERATORS;
import static org.quorumkms.testing.TestSystem.T1;
import static org.quorumkms.testing.TestSystem.T2;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.errors.MovedException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.party.Invitation;
import org.quorumkms.remote.ApproveTrust;
import org.quorumkms.remote.InviteDomain;
import org.quorumkms.remote.InvitedDomain;
import org.quorumkms.remote.NewDomain;
import org.quorumkms.remote.OrderView;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestOperator;
import org.quorumkms.testing.TestOrder;
import org.quorumkms.trust.Trust;

/** What a console asks of a server, and what it makes of the answers. */
class CallsTest {

    private static final TestOperator ALICE = OPERATORS.get(0);

    @TempDir
    private Path folder;

    private TestConsole console;

    @BeforeEach
    void enrol() {
        console = new TestConsole(folder, T1, H1, H2);
    }

    @Nested
    class Invitations {

        private DomainHistory unclaimed(ClaimTerms terms) {
            return DomainHistory.begin(
                    Purpose.ENCRYPT, H1, T1, says -> says.policy(Policy.OPEN).claim(Optional.of(terms)));
        }

        private static InvitedDomain invited(DomainHistory made) {
            return new InvitedDomain(
                    made.exported().toText(),
                    List.of(TestServer.ADDRESS),
                    H2.keys().signing().thumbprint());
        }

        @Test
        void nameTheDomainThatTheServerAnswered_andHoldTheSecretOfItsHash() {
            console.server.on(
                    "createDomain",
                    asked -> invited(unclaimed(((NewDomain) asked[1]).claim().get(0))));
            Invited made = console.open().changes().create(T1.last().thumbprint(), "payroll", Purpose.ENCRYPT);
            Invitation invitation = Invitation.parse(made.invitation());
            invitation.contact().requireFirstContact(made.exported());
            assertThat(invitation.contact().genesis())
                    .isEqualTo(console.connect().genesis());
            ClaimTerms claim = made.domain().body().claim().orElseThrow();
            assertThat(claim.may()).isEqualTo(Rights.of(Right.DECRYPT, Right.ENCRYPT, Right.SHARE));
            assertThat(claim.isSecret(invitation.secret().take().exposed())).isTrue();
            assertThat(made.toString()).doesNotContain(made.invitation());
            assertThat(console.connect().memory().find(made.domain().body().id()))
                    .isPresent();
        }

        @Test
        void areNotMade_whereAnotherSecretClaimsTheDomain() {
            console.server.on(
                    "createDomain",
                    asked -> invited(
                            unclaimed(ClaimTerms.of(new byte[32], TestAuthority.NOW, Rights.all(Purpose.ENCRYPT)))));
            assertThatThrownBy(
                            () -> console.open().changes().create(T1.last().thumbprint(), "payroll", Purpose.ENCRYPT))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("another secret");
        }

        @Test
        void areMadeAnew_withTheSameRights_orEnded() {
            DomainHistory before = unclaimed(ClaimTerms.of(new byte[32], TestAuthority.NOW, Rights.of(Right.ENCRYPT)));
            console.server.with(before);
            console.server.on("inviteDomain", asked -> {
                InviteDomain invite = (InviteDomain) asked[1];
                console.server.with(console.server
                        .domains
                        .get(invite.seen().id())
                        .then(H1, says -> says.claim(invite.claim().stream().findFirst())));
                return invited(console.server.domains.get(invite.seen().id()));
            });
            Session session = console.open();
            Invited anew = session.changes()
                    .invite(session.domains().newest(before.last().body().id()));
            assertThat(anew.domain().body().claim().orElseThrow().may()).isEqualTo(Rights.of(Right.ENCRYPT));
            assertThat(session.changes().endInvitation(anew.domain()).body().claim())
                    .isEmpty();
            assertThatThrownBy(() -> session.changes()
                            .invite(session.domains()
                                    .newest(before.last().body().id())))
                    .isInstanceOf(RefusedException.class);
        }
    }

    @Nested
    class Approvals {

        private final Trust proposal = TestAuthority.successor(3, T1.last().thumbprint(), List.of(H1, H2), OPERATORS, 3)
                .trust();

        @Test
        void nameTheRevisionOfTheOwnDomain_andAreSignedAnewWhereItMovedMeanwhile() {
            Session session = console.open();
            DomainHistory own = console.server.domains.values().iterator().next();
            DomainHistory later = own.then(H1);
            console.server.on("approveTrust", asked -> {
                ApproveTrust approval = (ApproveTrust) asked[1];
                if (!approval.operatorDomain().equals(later.last().seen())) {
                    console.server.with(later);
                    throw new MovedException(
                            "payroll", 2, later.last().thumbprint().value());
                }
                OperatorRequest request = OperatorRequest.verify(
                        approval.signedRequest(),
                        (EcJwk) console.key.signingKey().publicKey(),
                        console.key.thumbprint());
                assertThat(request.revision()).isEqualTo(later.last().thumbprint());
                assertThat(request.subject()).isEqualTo(proposal.thumbprint().value());
                return proposal.with(ALICE.signing().sign(DocumentType.TRUST_APPROVAL, proposal.payload()))
                        .toText();
            });
            assertThat(session.trusts().approve(proposal).approvals().signed()).hasSize(1);
        }

        @Test
        void areRefused_whereTheAnswerCarriesNone_orIsAnotherTrust() {
            Session session = console.open();
            console.server.on("approveTrust", asked -> proposal.toText());
            assertThatThrownBy(() -> session.trusts().approve(proposal))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("approval of yours");
            console.server.on("approveTrust", asked -> T2.last().toText());
            assertThatThrownBy(() -> session.trusts().approve(proposal))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("T8");
        }

        @Test
        void areNotAskedFor_whereTheTrustCannotBeSignedAnyMore() {
            console.server.with(T2);
            Trust late = TestAuthority.successor(9, T1.last().thumbprint(), List.of(H1, H2), OPERATORS, 3)
                    .trust();
            console.server.trusts.put(late.thumbprint(), TestServer.view(late));
            assertThatThrownBy(() -> new BeforeApproval(console.open()).predecessor(late))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("T3")
                    .hasMessageContaining("was signed in its place");
            console.server.trusts.remove(T2.last().thumbprint());
            assertThatThrownBy(() -> new BeforeApproval(console.open()).predecessor(late))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("T7");
            console.server.with(T2);
            Trust branch = TestAuthority.branch(9, T1.last().thumbprint(), List.of(H1, H2), OPERATORS, 3)
                    .with("created", "2026-10-01T00:00:00Z")
                    .with("approveBy", "2026-10-02T00:00:00Z")
                    .trust();
            console.server.trusts.put(branch.thumbprint(), TestServer.view(branch));
            assertThatThrownBy(() -> new BeforeApproval(console.open()).predecessor(branch))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("T3");
        }
    }

    @Nested
    class Orders {

        private final DomainHistory payroll = DomainHistory.begin(
                        Purpose.ENCRYPT,
                        H1,
                        T1,
                        says -> says.controlledBy(
                                List.of(TestController.number(1).may(Right.ENCRYPT, Right.SHARE))))
                .then(H1, says -> says.ordered(4));

        private void requireOpen(TestOrder order) {
            console.server.with(payroll);
            Order unsigned = Order.unsigned(order.body());
            console.server.on(
                    "orders",
                    nothing -> List.of(
                            new OrderView("nonsense", "", List.of(), OrderView.OPEN),
                            new OrderView(unsigned.toText(), "", List.of(), OrderView.OPEN)));
            Session session = console.open();
            List<OrderEntry> all = session.orders().all();
            assertThat(all).hasSize(1);
            assertThat(console.warnings).isNotEmpty();
            new BeforeApproval(session)
                    .requireOpen(
                            all.get(0),
                            session.domains().newest(payroll.last().body().id()).body());
        }

        private void refused(TestOrder order, String why) {
            assertThatThrownBy(() -> requireOpen(order))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining(why);
        }

        @Test
        void areApproved_onlyWhereTheyCouldBeCarriedOutNow() {
            TestOrder order = TestOrder.of(new Decision.Disable(), payroll.last());
            requireOpen(order.numbered(5));
            refused(order.numbered(4), "order number 4");
            refused(order.numbered(1_000_005), "too far ahead");
            refused(
                    TestOrder.of(
                            new Decision.Disable(), payroll.last(), TestAuthority.NOW.minusSeconds(30L * 24 * 3600)),
                    "expired");
            refused(TestOrder.of(new Decision.Enable(T1.last().thumbprint()), payroll.last()), "enabled");
        }

        @Test
        void endWithASuccessor() {
            console.server.with(T2);
            refused(TestOrder.of(new Decision.Disable(), payroll.last()), "successor");
        }

        @Test
        void areRemembered_beforeTheyAreApproved() {
            console.server.with(payroll);
            Session session = console.open();
            session.domains().newest(payroll.last().body().id());
            Order order = Order.unsigned(
                    TestOrder.of(new Decision.End(), payroll.last()).numbered(9).body());
            console.server.on("approveOrder", asked -> {
                assertThat(console.connect()
                                .memory()
                                .ordered(payroll.last().body().id()))
                        .isEqualTo(9);
                return order.with(ALICE.signing().sign(DocumentType.ORDER_APPROVAL, order.payload()))
                        .toText();
            });
            assertThat(session.orders().approve(order).signatures()).hasSize(1);
        }
    }
}
