package org.quorumkms.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.MovedException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestOperator;
import org.quorumkms.testing.TestOrder;
import org.quorumkms.trust.TrustChain;

/** Orders inside the boundary: O1 to O3. */
class OrdersTest {

    private static final EncryptionContext CONTEXT = new EncryptionContext(Map.of("month", "2026-11"));
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);
    private static final Decision DISABLE = new Decision.Disable();
    private static final Decision END = new Decision.End();
    private static final TestController OTHER = TestController.number(6);

    private final World world = new World();
    private final TrustChain line = world.line(world.h1(), world.h2());
    private ExportedDomain domain = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);

    private DomainBody body() {
        return domain.domain().body();
    }

    private TestOrder draft(Decision decision) {
        return TestOrder.of(decision, domain.domain(), world.now());
    }

    private Order order(Decision decision) {
        return draft(decision).approvedBy(World.ALICE, World.BOB);
    }

    private Decision enable() {
        return new Decision.Enable(disabledBy());
    }

    private Decision delete() {
        return new Decision.Delete(disabledBy());
    }

    private Thumbprint disabledBy() {
        return body().disabling().orElseThrow().order();
    }

    private void carryOut(Order order) {
        domain = world.ordered(domain, order);
    }

    private void carryOut(Decision decision) {
        carryOut(order(decision));
    }

    private void refused(Order order, String why) {
        assertThatThrownBy(() -> carryOut(order))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(why);
    }

    private Bytes encrypt() {
        return world.h1().encrypt(World.use(domain, World.CLIENT), World.text("hello"), CONTEXT);
    }

    private int activeKey(TestController by) {
        Bytes sealed = world.h1().encrypt(World.use(domain, by), World.text("x"), CONTEXT);
        return ByteBuffer.wrap(sealed.toArray()).getInt(1 + DomainId.LENGTH);
    }

    @Nested
    class O1 {

        @Test
        void needsAQuorumOfTheDomainsTrust() {
            refused(draft(DISABLE).approvedBy(), "0 of the 2 approvals it needs; missing: alice, bob, carol");
            refused(draft(DISABLE).approvedBy(World.CAROL), "1 of the 2");
            Order one = draft(DISABLE).approvedBy(World.ALICE);
            refused(
                    one.with(TestOperator.number(4).signing().sign(DocumentType.ORDER_APPROVAL, one.payload())),
                    "1 of the 2");
            carryOut(draft(DISABLE).approvedBy(World.ALICE, World.CAROL));
            assertThat(body().state()).isEqualTo(DomainState.DISABLED);
            assertThatThrownBy(() -> encrypt())
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("is disabled");
        }

        @Test
        void isCarriedOutOnceAndEndsEveryOlderOne() {
            Order older = order(END);
            Order disable = draft(DISABLE).numbered(5).approvedBy(World.ALICE, World.BOB);
            carryOut(disable);
            assertThat(body().ordered()).isEqualTo(5);
            refused(disable, "order number 5 of the Domain was carried out");
            refused(older, "its number is 1, and order number 5");
            refused(draft(enable()).numbered(5).approvedBy(World.ALICE, World.BOB), "its number is 5");
            carryOut(enable());
            assertThat(body().ordered()).isEqualTo(6);
            refused(disable, "order number 6");
            assertThat(older.isVoidFor(body())).isTrue();
        }

        @Test
        void isInOrderAtMostAMillionAhead() {
            refused(draft(END).numbered(1_000_001).approvedBy(World.ALICE, World.BOB), "too far ahead of 0");
            carryOut(draft(END).numbered(1_000_000).approvedBy(World.ALICE, World.BOB));
            refused(draft(END).numbered(2_000_001).approvedBy(World.ALICE, World.BOB), "too far ahead of 1000000");
        }

        @Test
        void anOlderApprovedOneOpensNothingThatWasSealedAfterAnEnd() {
            Order admits = draft(new Decision.Admit(OTHER.may(Right.DECRYPT)))
                    .numbered(5)
                    .approvedBy(World.ALICE, World.BOB);
            ExportedDomain old = domain;
            carryOut(draft(END).numbered(6).approvedBy(World.ALICE, World.BOB));
            Bytes sealed = world.h1().encrypt(World.use(domain, World.CLIENT), World.text("hello"), CONTEXT);
            domain = old;
            carryOut(admits);
            assertThat(body().controllers()).hasSize(2);
            assertThatThrownBy(() -> world.h1().decrypt(World.use(domain, OTHER), sealed, CONTEXT))
                    .isInstanceOf(VerificationException.class);
        }

        @Test
        void everyOtherChangeKeepsTheNumber() {
            carryOut(draft(END).numbered(7).approvedBy(World.ALICE, World.BOB));
            domain = World.rotated(world.h1(), domain);
            domain = World.moved(
                    world.h1(),
                    domain,
                    world.successor(line, World.THREE, 2, world.h1(), world.h2(), world.outsider()));
            assertThat(body().ordered()).isEqualTo(7);
            assertThat(body().ended()).isEqualTo(1);
        }

        @Test
        void isNotCarriedOutLate() {
            Order late = order(DISABLE);
            world.turnClock(Duration.ofDays(14));
            Order later = order(DISABLE);
            world.turnClock(Duration.ofSeconds(1));
            refused(late, "expired");
            carryOut(later);
        }

        @Test
        void isNotMadeAheadOfTheClock() {
            Order ahead = order(DISABLE);
            world.turnClock(Duration.ofMinutes(-5).minusSeconds(1));
            refused(ahead, "ahead of the HSM's clock");
            world.turnClock(Duration.ofSeconds(1));
            carryOut(ahead);
        }

        @Test
        void isAboutThisDomain() {
            Order other = order(DISABLE);
            domain = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);
            refused(other, "is about another Domain");
        }

        @Test
        void namesTheTrustUnderWhichTheDomainStands() {
            TrustChain next = world.successor(line, World.THREE, 2, world.h1(), world.h2(), world.outsider());
            refused(
                    draft(DISABLE).under(next.last().thumbprint()).approvedBy(World.ALICE, World.BOB),
                    "was made under Trust");
            Order before = order(DISABLE);
            domain = World.moved(world.h1(), domain, next);
            refused(before, "was made under Trust");
            carryOut(DISABLE);
        }

        @Test
        void hasNoOperatorsDomainAsItsSubject() {
            domain = world.claimed(Purpose.OPERATOR, line, World.CLIENT);
            refused(order(DISABLE), "not a subject of orders");
            domain = world.claimed(Purpose.OPERATOR, world.genesisLine(), World.CLIENT);
            refused(order(DISABLE), "not a subject of orders");
        }

        @Test
        void isCarriedOutOnTheRevisionThatItsRunnerSaw() {
            Order disable = order(DISABLE);
            SeenDomain other =
                    new SeenDomain(body().id(), 2, Bytes.utf8("forked").thumbprint());
            assertThatThrownBy(() -> world.h1().carryOut(DomainInLine.of(domain), other, disable))
                    .isInstanceOf(MovedException.class);
        }

        @Test
        void oneThatOpensIsNotCarriedOut() {
            Decision open =
                    new Decision.Open(0, World.CLIENT.key(), Bytes.utf8("x").thumbprint(), CONTEXT, Optional.empty());
            refused(order(open), "opens a file; it is not carried out");
        }
    }

    @Nested
    class O2 {

        @Test
        void deletesAfterSevenDaysAndEnablesUntilThen() {
            Bytes sealed = encrypt();
            carryOut(DISABLE);
            Order early = order(delete());
            refused(early, "it can be deleted from");
            assertThat(early.isVoidFor(body())).isFalse();
            world.turnClock(Duration.ofDays(7).minusSeconds(1));
            refused(order(delete()), "it can be deleted from");
            // Enabled on the last day, it serves fully.
            carryOut(enable());
            assertThat(world.h2()
                            .decrypt(World.use(domain, World.CLIENT), sealed, CONTEXT)
                            .exposed())
                    .isEqualTo(HELLO);
            assertThat(early.isVoidFor(body())).isTrue();
            Order again = order(DISABLE);
            assertThat(again.isVoidFor(body())).isFalse();
            carryOut(again);
            world.turnClock(Duration.ofDays(7));
            Thumbprint disabled = disabledBy();
            carryOut(delete());
            assertThat(body().state()).isEqualTo(DomainState.DELETED);
            assertThat(body().keys()).isEmpty();
            assertThat(body().controllers()).hasSize(1);
            refused(order(new Decision.Enable(disabled)), "never used again");
            assertThat(order(END).isVoidFor(body())).isTrue();
            assertThatThrownBy(() -> world.h1().decrypt(World.use(domain, World.CLIENT), sealed, CONTEXT))
                    .isInstanceOf(RefusedException.class);
        }

        @Test
        void enablesAndDeletesOnlyWhatTheOrderThatItNamesDisabled() {
            Thumbprint nothing = Bytes.utf8("nothing").thumbprint();
            refused(order(new Decision.Delete(nothing)), "not disabled by the order that it names");
            refused(order(new Decision.Enable(nothing)), "not disabled by the order that it names");
            carryOut(DISABLE);
            Order delete = draft(delete()).numbered(9).approvedBy(World.ALICE, World.BOB);
            refused(order(new Decision.Enable(nothing)), "not disabled by the order that it names");
            carryOut(enable());
            carryOut(DISABLE);
            world.turnClock(Duration.ofDays(8));
            // Its number is high enough, its seven days are over: but it is about an earlier disabling.
            refused(delete, "not disabled by the order that it names");
            assertThat(delete.isVoidFor(body())).isTrue();
        }

        @Test
        void sevenDaysAreByTheHsmsClockSinceTheDisabling() {
            carryOut(DISABLE);
            assertThat(body().disabling().orElseThrow().since()).isEqualTo(world.now());
            world.turnClock(Duration.ofDays(3));
            domain = World.moved(
                    world.h1(),
                    domain,
                    world.successor(line, World.THREE, 2, world.h1(), world.h2(), world.outsider()));
            world.turnClock(Duration.ofDays(4));
            carryOut(delete());
            assertThat(body().state()).isEqualTo(DomainState.DELETED);
        }

        @Test
        void aDisabledOneOpensAndSealsNothing() {
            Bytes sealed = encrypt();
            carryOut(DISABLE);
            for (ThrowingCallable use : List.<ThrowingCallable>of(
                    () -> world.h2().decrypt(World.use(domain, World.CLIENT), sealed, CONTEXT), () -> encrypt())) {
                assertThatThrownBy(use)
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining("is disabled. Ask its operators");
            }
        }

        @Test
        void aDisabledOneIsMovedAndChangedByOrdersAndByNothingElse() {
            carryOut(DISABLE);
            refused(order(DISABLE), "is disabled already");
            DomainUse use = World.use(domain, World.CLIENT);
            for (ThrowingCallable change : List.<ThrowingCallable>of(
                    () -> World.rotated(world.h1(), domain),
                    () -> world.h1().changeControllers(use, List.of(OTHER.may(Right.ENCRYPT)), List.of()),
                    () -> world.h1().changeControllers(use, List.of(), List.of(World.CLIENT.key())))) {
                assertThatThrownBy(change).isInstanceOf(RefusedException.class);
            }
            carryOut(new Decision.Admit(OTHER.may(Right.ENCRYPT)));
            carryOut(END);
            assertThat(body().state()).isEqualTo(DomainState.DISABLED);
            domain = World.moved(world.h1(), domain, world.successor(line, World.THREE, 3, world.h1(), world.h2()));
            assertThat(body().state()).isEqualTo(DomainState.DISABLED);
        }

        @Test
        void aDisabledOneIsNeitherClaimedNorInvitedTo() {
            domain = world.unclaimed(Purpose.ENCRYPT, line);
            carryOut(DISABLE);
            assertThatThrownBy(() -> world.claim(domain, World.CLIENT)).isInstanceOf(RefusedException.class);
            assertThatThrownBy(() -> world.h1()
                            .inviteDomain(
                                    DomainInLine.of(domain),
                                    domain.domain().seen(),
                                    Optional.of(world.terms(Rights.all(Purpose.ENCRYPT)))))
                    .isInstanceOf(RefusedException.class);
        }

        @Test
        void aSigningOneIsNotChangedWhileItIsDisabled() {
            domain = world.claimed(Purpose.SIGN, line, World.CLIENT);
            carryOut(DISABLE);
            assertThatThrownBy(() -> world.h1().endSignatures(World.use(domain, World.CLIENT)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("is disabled");
        }

        @Test
        void nothingIsDoneWithATombstone() {
            carryOut(DISABLE);
            world.turnClock(Duration.ofDays(7));
            carryOut(delete());
            TrustChain next = world.successor(line, World.THREE, 3, world.h1(), world.h2());
            assertThatThrownBy(() -> World.moved(world.h1(), domain, next))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("was deleted");
            assertThatThrownBy(() -> World.rotated(world.h1(), domain)).isInstanceOf(RefusedException.class);
            for (Decision decision : List.of(
                    DISABLE, END, enable(), delete(), new Decision.Grant(OTHER.may(Rights.all(Purpose.ENCRYPT))))) {
                refused(order(decision), "was deleted");
            }
            // It verifies, and so it can be handed over and imported.
            assertThat(world.h2().verifyDomain(DomainInLine.of(domain)).body().state())
                    .isEqualTo(DomainState.DELETED);
        }
    }

    @Nested
    class O3 {

        private final Controller granted = OTHER.may(Right.ENCRYPT, Right.SHARE);

        @Test
        void aGrantLeavesOneControllerAndMakesANewActiveKey() {
            domain = world.shared(line, World.STRANGER.may(Right.DECRYPT));
            Bytes sealed = encrypt();
            carryOut(new Decision.Grant(OTHER.may(Rights.all(Purpose.ENCRYPT))));
            assertThat(body().controllers()).containsExactly(OTHER.may(Rights.all(Purpose.ENCRYPT)));
            assertThat(activeKey(OTHER)).isEqualTo(2);
            assertThat(world.h1()
                            .decrypt(World.use(domain, OTHER), sealed, CONTEXT)
                            .exposed())
                    .isEqualTo(HELLO);
            assertThatThrownBy(() -> encrypt()).isInstanceOf(RefusedException.class);
        }

        @Test
        void aGrantToTheOneThatIsThereMakesANewActiveKeyToo() {
            carryOut(new Decision.Grant(World.CLIENT.may(Rights.all(Purpose.ENCRYPT))));
            assertThat(activeKey(World.CLIENT)).isEqualTo(2);
        }

        @Test
        void aGrantEndsAnOpenInvitationAndMakesTheKeysAnew() {
            ExportedDomain unclaimed = world.unclaimed(Purpose.ENCRYPT, line);
            domain = unclaimed;
            carryOut(new Decision.Grant(granted));
            assertThat(body().claim()).isEmpty();
            assertThatThrownBy(() -> world.claim(domain, World.CLIENT)).isInstanceOf(RefusedException.class);
            Bytes sealed = world.h1().encrypt(World.use(domain, OTHER), World.text("x"), CONTEXT);
            // The invitation and the revision that it was for open nothing that is sealed since.
            ExportedDomain stolen = world.claim(unclaimed, World.CLIENT);
            assertThatThrownBy(() -> world.h1().decrypt(World.use(stolen, World.CLIENT), sealed, CONTEXT))
                    .isInstanceOf(VerificationException.class);
        }

        @Test
        void aGrantGivesAnUnclaimedSigningDomainItsKeyPair() {
            domain = world.unclaimed(Purpose.SIGN, line);
            carryOut(new Decision.Grant(OTHER.may(Rights.all(Purpose.SIGN))));
            assertThat(body().publicKeys()).hasSize(1);
            world.h1().signFile(World.use(domain, OTHER), Bytes.utf8("file").thumbprint(), 4);
        }

        @Test
        void aGrantGivesRightsOfThePurposeOnly() {
            refused(order(new Decision.Grant(OTHER.may(Right.SHARE, Right.SIGN))), "D8");
        }

        @Test
        void anAdmitAddsSetsRightsAndTakesOut() {
            carryOut(new Decision.Admit(OTHER.may(Right.DECRYPT, Right.ENCRYPT)));
            assertThat(body().controllers())
                    .containsExactly(
                            World.CLIENT.may(Rights.all(Purpose.ENCRYPT)), OTHER.may(Right.DECRYPT, Right.ENCRYPT));
            assertThat(activeKey(OTHER)).isEqualTo(1);
            carryOut(new Decision.Admit(World.CLIENT.may(Right.ENCRYPT)));
            assertThat(body().controllers())
                    .as("the last share may be taken away by an order")
                    .containsExactly(World.CLIENT.may(Right.ENCRYPT), OTHER.may(Right.DECRYPT, Right.ENCRYPT));
            assertThat(activeKey(OTHER)).as("somebody lost decrypt").isEqualTo(2);
            carryOut(new Decision.Admit(World.CLIENT.may(Rights.NONE)));
            assertThat(body().controllers()).containsExactly(OTHER.may(Right.DECRYPT, Right.ENCRYPT));
            assertThat(activeKey(OTHER)).as("somebody went").isEqualTo(3);
        }

        @Test
        void anAdmitMayTakeTheLastOneOut() {
            carryOut(new Decision.Admit(World.CLIENT.may(Rights.NONE)));
            assertThat(body().controllers()).isEmpty();
            assertThat(body().claim()).isEmpty();
            carryOut(new Decision.Admit(OTHER.may(Right.DECRYPT)));
            assertThat(body().controllers()).hasSize(1);
        }

        @Test
        void anAdmitTakesOutTheOneThatItNamesByKeyAndName() {
            refused(order(new Decision.Admit(OTHER.may(Rights.NONE))), "is not the controller c6");
            refused(
                    order(new Decision.Admit(new Controller(World.CLIENT.key(), "another", Rights.NONE))),
                    "is not the controller another");
        }

        @Test
        void anAdmitTakesNoNameThatAnotherHas() {
            refused(
                    order(new Decision.Admit(
                            new Controller(OTHER.key(), World.CLIENT.name(), Rights.of(Right.ENCRYPT)))),
                    "has a controller called c1 already");
        }

        @Test
        void admitAndPolicyAreRefusedWhileThereIsAnInvitationExpiredOrNot() {
            domain = world.unclaimed(Purpose.ENCRYPT, line);
            Decision policy = new Decision.SetPolicy(new Policy(Policy.Who.QUORUM, Policy.Who.QUORUM));
            Decision admit = new Decision.Admit(OTHER.may(Right.ENCRYPT));
            refused(order(policy), "has an invitation; end it first");
            world.turnClock(Duration.ofDays(8));
            refused(order(admit), "has an invitation; end it first");
            refused(order(policy), "has an invitation; end it first");
            domain = World.next(
                    domain,
                    world.h1()
                            .inviteDomain(
                                    DomainInLine.of(domain), domain.domain().seen(), Optional.empty()));
            carryOut(policy);
            carryOut(admit);
            assertThat(body().controllers()).containsExactly(OTHER.may(Right.ENCRYPT));
        }

        @Test
        void anAdmitGivesADomainWhoseInvitationWasEndedItsKeyPair() {
            domain = world.unclaimed(Purpose.SIGN, line);
            Domain ended = world.h1()
                    .inviteDomain(DomainInLine.of(domain), domain.domain().seen(), Optional.empty());
            domain = World.next(domain, ended);
            assertThat(body().publicKeys()).isEmpty();
            carryOut(new Decision.Admit(OTHER.may(Rights.all(Purpose.SIGN))));
            assertThat(body().publicKeys()).hasSize(1);
        }

        @Test
        void anEndAddsOneToEndedAndMakesANewActiveKey() {
            carryOut(END);
            carryOut(END);
            assertThat(body().ended()).isEqualTo(2);
            assertThat(body().ordered()).isEqualTo(2);
            assertThat(activeKey(World.CLIENT)).isEqualTo(3);
        }
    }
}
