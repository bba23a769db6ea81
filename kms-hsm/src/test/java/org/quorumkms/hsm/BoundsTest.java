package org.quorumkms.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.order.Decision;
import org.quorumkms.testing.Revision;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestOrder;
import org.quorumkms.testing.TestRing;
import org.quorumkms.trust.TrustChain;

/** How much a Domain takes (section 4, D6), and for whom the last places are. */
class BoundsTest {

    private static final TestController OTHER = TestController.number(6);
    private static final Decision GRANT = new Decision.Grant(World.CLIENT.may(Rights.all(Purpose.ENCRYPT)));

    private final World world = new World();
    private final TrustChain line = world.line(world.h1(), world.h2());
    private final TrustChain grown = world.successor(line, World.THREE, 2, world.h1(), world.h2(), world.outsider());
    private final TrustChain dropping = world.successor(line, World.THREE, 2, world.h1());

    /** A Domain as h1 would have signed it: with what a test puts into it. */
    private Domain domain(int revision, String ring, Revision changed) {
        assertThat(World.thiefOfH1().keys()).isEqualTo(world.h1().keys());
        return changed.numbered(revision, ring, line.last().body().hsms()).signedBy(World.thiefOfH1());
    }

    private Domain encrypting(int revision, int keys) {
        Domain made = world.h1()
                .createDomain(world.draft(
                        Policy.OPEN, line, World.CLIENT.may(Rights.all(Purpose.ENCRYPT)), OTHER.may(Right.DECRYPT)));
        return domain(revision, TestRing.of(keys), Revision.of(made.body()));
    }

    private DomainInLine inLine(Domain domain) {
        return new DomainInLine(domain, line);
    }

    private DomainUse use(Domain domain) {
        return new DomainUse(inLine(domain), domain.seen(), World.CLIENT.key());
    }

    private Domain rotated(Domain domain) {
        return world.h1().rotateDomain(inLine(domain), domain.seen());
    }

    private Domain moved(Domain domain, TrustChain target) {
        return world.h1().moveDomain(inLine(domain), domain.seen(), target, Optional.empty());
    }

    private Domain ordered(Domain domain, Decision decision) {
        return world.h1()
                .carryOut(
                        inLine(domain),
                        domain.seen(),
                        TestOrder.of(decision, domain).approvedBy(World.ALICE, World.BOB));
    }

    private Domain removed(Domain domain, TestController who) {
        return world.h1().changeControllers(use(domain), List.of(), List.of(who.key()));
    }

    private Domain added(Domain domain) {
        return world.h1()
                .changeControllers(use(domain), List.of(TestController.number(7).may(Right.ENCRYPT)), List.of());
    }

    /** How many master keys the ring of a Domain has: h1's keys open it. */
    private int keys(Domain domain) {
        return World.thiefOfH1().open(domain.body()).split("\"oct\"", -1).length - 1;
    }

    private static void refused(ThrowingCallable change, String why) {
        assertThatThrownBy(change).isInstanceOf(RefusedException.class).hasMessageContaining(why);
    }

    @Nested
    class D6 {

        @Test
        void theLast1024PlacesOfARingAreForOrdersAndForMovesThatDropSomebody() {
            Domain last = encrypting(9, 3071);
            assertThat(keys(rotated(last))).isEqualTo(3072);
            assertThat(keys(removed(last, OTHER))).isEqualTo(3072);
            Domain full = encrypting(9, 3072);
            refused(() -> rotated(full), "the last 1024 are for moves and orders");
            refused(() -> removed(full, OTHER), "the last 1024 are for moves and orders");
            assertThat(keys(added(full))).as("it takes no place").isEqualTo(3072);
            assertThat(keys(ordered(full, GRANT))).isEqualTo(3073);
            assertThat(keys(ordered(full, new Decision.Admit(OTHER.may(Rights.NONE)))))
                    .isEqualTo(3073);
            assertThat(keys(ordered(full, new Decision.SetPolicy(Policy.OPEN)))).isEqualTo(3073);
            assertThat(keys(moved(full, dropping))).isEqualTo(3073);
        }

        @Test
        void aRingHasAtMost4096Keys() {
            Domain full = encrypting(9, 4096);
            refused(() -> ordered(full, GRANT), "has had 4096 master keys");
            refused(() -> moved(full, dropping), "has had 4096 master keys");
            assertThat(keys(moved(full, grown))).as("it takes no place").isEqualTo(4096);
            assertThat(keys(ordered(full, new Decision.Disable()))).isEqualTo(4096);
            Domain more = encrypting(9, 4097);
            assertThatThrownBy(() -> added(more))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("more than 4096 keys");
        }

        @Test
        void theLast1024RevisionsAreForMovesAndOrders() {
            assertThat(rotated(encrypting(64_511, 1)).body().revision()).isEqualTo(64_512);
            Domain late = encrypting(64_512, 1);
            refused(() -> rotated(late), "the rest is for moves and orders");
            refused(() -> added(late), "the rest is for moves and orders");
            refused(() -> removed(late, OTHER), "the rest is for moves and orders");
            assertThat(moved(late, grown).body().revision()).isEqualTo(64_513);
            assertThat(ordered(late, GRANT).body().revision()).isEqualTo(64_513);
        }

        @Test
        void theLast1024RevisionsAreNotForInvitations() {
            Domain made = world.unclaimed(Purpose.ENCRYPT, line).domain();
            Domain late = domain(64_512, TestRing.of(1), Revision.of(made.body()));
            refused(
                    () -> world.h1().inviteDomain(inLine(late), late.seen(), Optional.empty()),
                    "the rest is for moves and orders");
        }

        @Test
        void theLast1024RevisionsAreNotForEndingSignatures() {
            Domain made = world.claimed(Purpose.SIGN, line, World.CLIENT).domain();
            String ring = World.thiefOfH1().open(made.body());
            Domain late = domain(64_512, ring, Revision.of(made.body()));
            refused(() -> world.h1().endSignatures(use(late)), "the rest is for moves and orders");
        }

        @Test
        void thereAreAtMost65536Revisions() {
            assertThat(ordered(encrypting(65_535, 1), GRANT).body().revision()).isEqualTo(65_536);
            Domain last = encrypting(65_536, 1);
            refused(() -> ordered(last, GRANT), "has had 65,536 revisions");
            refused(() -> moved(last, grown), "has had 65,536 revisions");
        }
    }

    @Nested
    class Section4 {

        @Test
        void aSigningDomainListsItsNewestSixteenKeys() {
            Domain made = world.claimed(Purpose.SIGN, line, World.CLIENT).domain();
            String ring = World.thiefOfH1().open(made.body());
            List<RsaJwk> sixteen = new ArrayList<>(made.body().publicKeys());
            for (int i = 0; i < 15; i++) {
                sixteen.add(new RsaJwk(BigInteger.ONE.shiftLeft(3071).add(BigInteger.valueOf(2L * i + 1))));
            }
            Domain full = domain(
                    9,
                    ring,
                    Revision.of(made.body())
                            .with(
                                    "publicKeys",
                                    sixteen.stream().map(RsaJwk::toJson).toList()));
            DomainBody after = rotated(full).body();
            assertThat(after.publicKeys()).hasSize(16);
            assertThat(after.publicKeys().subList(1, 16)).isEqualTo(sixteen.subList(0, 15));
        }
    }
}
