package org.quorumkms.party;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumkms.testing.TestSystem.GENESIS;
import static org.quorumkms.testing.TestSystem.H1;
import static org.quorumkms.testing.TestSystem.H2;
import static org.quorumkms.testing.TestSystem.OPERATORS;
import static org.quorumkms.testing.TestSystem.T1;
import static org.quorumkms.testing.TestSystem.T2;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.testing.Revision;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestHsm;
import org.quorumkms.testing.TestRing;
import org.quorumkms.testing.TestSystem;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustVerifier;
import org.quorumkms.trust.VerifiedTrust;

/** T6: what a person may take by hand after a fork, and what nobody may. */
class RepinTest {

    /** 1 and 2 under T1, 3 moved to T2, 4. */
    private static final DomainHistory DOMAIN = begin().then(H1).moved(H2, T2).then(H2);

    private static final TrustChain T3 = TestSystem.successor(T2, List.of(H2), OPERATORS, 2);

    /** Another successor of T1: the line forked there. */
    private static final TrustChain OTHER = TestSystem.successor(T1, List.of(H2), OPERATORS, 1);

    private static DomainHistory begin() {
        return DomainHistory.begin(
                Purpose.ENCRYPT,
                H1,
                T1,
                first -> first.controlledBy(List.of(TestController.number(1).may(Right.SHARE))));
    }

    private static VerifiedTrust verified(TrustChain line) {
        return new TrustVerifier(TestSystem.genesis()).verify(line).require();
    }

    private static void takeable(DomainHistory chosen, DomainHistory seen, TrustChain pinned) {
        assertThatCode(() -> take(chosen, seen, pinned)).doesNotThrowAnyException();
    }

    private static void refused(DomainHistory chosen, DomainHistory seen, TrustChain pinned, String why) {
        assertThatThrownBy(() -> take(chosen, seen, pinned))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(why);
    }

    private static void take(DomainHistory chosen, DomainHistory seen, TrustChain pinned) {
        Repin.requireTakeable(chosen.verified(), seen.descent(), Optional.of(seen.line()), List.of(verified(pinned)));
    }

    @Nested
    class T6 {

        @Test
        void aBranchOfTheSameDomainThatStoodUnderTheSeenTrustIsTaken() {
            takeable(DOMAIN.at(3).then(H2, 3), DOMAIN, T2);
            takeable(DOMAIN.at(2).moved(H2, T2), DOMAIN, T2);
            takeable(DOMAIN.at(3), DOMAIN, T2);
            takeable(DOMAIN.at(3).moved(H2, T3), DOMAIN, T3);
        }

        @Test
        void whatWasSeenIsNotChosen() {
            refused(DOMAIN, DOMAIN, T2, "There is nothing to choose");
        }

        @Test
        void idPurposeAndBeginningStayTheSame() {
            refused(begin().moved(H2, T2), DOMAIN, T2, "is not of the Domain that was seen");
            DomainHistory younger = DOMAIN.at(3)
                    .then(
                            Revision.after(DOMAIN.at(3).last())
                                    .with("created", "2026-11-23T09:00:00Z")
                                    .keys(TestRing.of(1), T2.last().body().hsms())
                                    .signedBy(H2),
                            T2);
            refused(younger, DOMAIN, T2, "is not of the Domain that was seen");
        }

        @Test
        void oneUnderAnEarlierTrustIsTakenIfAnHsmOfTheNewestSignedIt() {
            takeable(DOMAIN.at(2).then(H2), DOMAIN, T2);
            refused(DOMAIN.at(2).then(H1), DOMAIN, T2, "nothing leads there");
        }

        @Test
        void oneThatLeftOutTheSeenTrustIsTakenIfItsTrustIsReachedFromThere() {
            TrustChain both = TestSystem.successor(T2, List.of(H1, H2), OPERATORS, 2);
            TrustChain newest = TestSystem.successor(both, List.of(H2), OPERATORS, 2);
            takeable(DOMAIN.at(2).moved(H1, both), DOMAIN, newest);
            refused(DOMAIN.at(2).then(H1), DOMAIN, newest, "nothing leads there");
        }

        @Test
        void oneOnAnotherBranchOfTheLineIsTakenOnlyAfterThatWas() {
            DomainHistory other = DOMAIN.at(2).moved(H2, OTHER);
            refused(other, DOMAIN, T2, "nothing leads there");
            takeable(other, DOMAIN, OTHER);
        }

        @Test
        void noDroppedHsmsRevisionIsTaken() {
            TestHsm dropped = H1;
            DomainHistory forged = DOMAIN.then(
                    Revision.after(DOMAIN.last())
                            .with(
                                    "moves",
                                    List.of(Map.of(
                                            "revision",
                                            1,
                                            "trust",
                                            T1.last().thumbprint().value())))
                            .with("trust", T1.last().thumbprint().value())
                            .keys(TestRing.of(1), T1.last().body().hsms())
                            .signedBy(dropped),
                    T1);
            refused(forged, DOMAIN, T2, "nothing leads there");
        }

        @Test
        void aLineTakesAnotherBranchOfItselfAndNothingElse() {
            List<VerifiedTrust> pinned = List.of(verified(T2));
            assertThat(Repin.requireBranch(verified(OTHER), pinned).thumbprint())
                    .isEqualTo(T2.last().thumbprint());
            refusedTrust(T1, pinned, "stands in the pinned line already");
            refusedTrust(T2, pinned, "stands in the pinned line already");
            refusedTrust(T3, pinned, "only goes on from the pinned line");
            refusedTrust(
                    TestSystem.branch(T1, List.of(H2), OPERATORS, 2), pinned, "does not succeed a Trust of a line");
            refusedTrust(GENESIS, pinned, "does not succeed a Trust of a line");
        }

        private static void refusedTrust(TrustChain chosen, List<VerifiedTrust> pinned, String why) {
            assertThatThrownBy(() -> Repin.requireBranch(verified(chosen), pinned))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining(why);
        }
    }
}
