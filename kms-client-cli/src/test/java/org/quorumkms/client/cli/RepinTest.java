package org.quorumkms.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Rights;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.party.Repin;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.testing.TestSystem;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustVerifier;
import org.quorumkms.trust.VerifiedTrust;

/** T6: what may be taken by hand after a fork. T2 drops h1; beside it stands another successor of T1, which keeps it. */
class RepinTest {

    private static final TrustChain BESIDE = TestSystem.successor(
            TestSystem.T1, List.of(TestSystem.H1, TestSystem.H2), TestSystem.OPERATORS.subList(0, 2), 2);
    private static final TrustChain AFTER_BESIDE =
            TestSystem.successor(BESIDE, List.of(TestSystem.H2, TestSystem.H3), TestSystem.OPERATORS, 2);

    private static final DomainHistory MADE = DomainHistory.begin(
            Purpose.ENCRYPT,
            TestSystem.H1,
            TestSystem.T1,
            first -> first.controlledBy(List.of(TestHome.SELF.may(Rights.all(Purpose.ENCRYPT)))));

    private static VerifiedTrust verified(TrustChain line) {
        return new TrustVerifier(TestSystem.genesis()).verify(line).require();
    }

    private static void takes(DomainHistory chosen, DomainHistory seen, TrustChain pinned) {
        assertThatCode(() -> Repin.requireTakeable(
                        chosen.verified(), seen.descent(), Optional.of(seen.line()), List.of(verified(pinned))))
                .doesNotThrowAnyException();
    }

    private static void refuses(DomainHistory chosen, DomainHistory seen, TrustChain pinned, String why) {
        assertThatThrownBy(() -> Repin.requireTakeable(
                        chosen.verified(), seen.descent(), Optional.of(seen.line()), List.of(verified(pinned))))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(why);
    }

    @Test
    void anotherBranchOfALineIsTaken() {
        assertThat(Repin.requireBranch(verified(BESIDE), List.of(verified(TestSystem.T2)))
                        .thumbprint())
                .isEqualTo(TestSystem.T2.last().thumbprint());
        assertThat(Repin.requireBranch(verified(AFTER_BESIDE), List.of(verified(TestSystem.T2)))
                        .thumbprint())
                .isEqualTo(TestSystem.T2.last().thumbprint());
    }

    @Test
    void whatIsNoOtherBranchIsNot() {
        List<VerifiedTrust> pinned = List.of(verified(TestSystem.T2));
        assertThatThrownBy(() -> Repin.requireBranch(verified(TestSystem.T1), pinned))
                .hasMessageContaining("stands in the pinned line already");
        TrustChain newer = TestSystem.successor(TestSystem.T2, List.of(TestSystem.H2), TestSystem.OPERATORS, 2);
        assertThatThrownBy(() -> Repin.requireBranch(verified(newer), pinned)).hasMessageContaining("trust import");
        TrustChain branch = TestSystem.branch(TestSystem.T1, List.of(TestSystem.H2), TestSystem.OPERATORS, 2);
        assertThatThrownBy(() -> Repin.requireBranch(verified(branch), pinned))
                .hasMessageContaining("does not succeed");
    }

    @Test
    void aRevisionUnderTheTrustThatWasSeenIsTaken() {
        DomainHistory seen = MADE.then(TestSystem.H1);
        takes(MADE.then(TestSystem.H1).then(TestSystem.H1, 2), seen.then(TestSystem.H1), TestSystem.T1);
        takes(MADE.moved(TestSystem.H2, TestSystem.T2), seen, TestSystem.T2);
        refuses(seen, seen, TestSystem.T1, "is the one that was seen");
    }

    @Test
    void anotherDomainIsNot() {
        DomainHistory other = DomainHistory.begin(
                Purpose.ENCRYPT,
                TestSystem.H1,
                TestSystem.T1,
                first -> first.controlledBy(List.of(TestHome.SELF.may(Rights.all(Purpose.ENCRYPT)))));
        refuses(other, MADE, TestSystem.T1, "is not of the Domain that was seen");
    }

    /** What a dropped HSM signs under its old Trust, when the Domain was seen under the new one. */
    @Test
    void aDroppedHsmsRevisionIsNotAndOneOfAnHsmThatStayedIs() {
        DomainHistory seen = MADE.moved(TestSystem.H2, TestSystem.T2);
        refuses(MADE.then(TestSystem.H1), seen, TestSystem.T2, "nothing leads there");
        takes(MADE.then(TestSystem.H2), seen, TestSystem.T2);
    }

    @Test
    void aRevisionOnTheBranchThatTrustRepinTookIsTakenAndOneOnAnotherIsNot() {
        DomainHistory seen = MADE.moved(TestSystem.H2, TestSystem.T2);
        DomainHistory beside = MADE.moved(TestSystem.H1, BESIDE);
        refuses(beside, seen, TestSystem.T2, "nothing leads there");
        takes(beside, seen, BESIDE);
        // h1 signed it, and is dropped since: the branch is known by the line that was left.
        takes(beside, seen, AFTER_BESIDE);
        refuses(MADE.then(TestSystem.H1), seen, AFTER_BESIDE, "nothing leads there");
        assertThatThrownBy(() -> Repin.requireTakeable(
                        beside.verified(), seen.descent(), Optional.empty(), List.of(verified(AFTER_BESIDE))))
                .isInstanceOf(RefusedException.class);
    }
}
