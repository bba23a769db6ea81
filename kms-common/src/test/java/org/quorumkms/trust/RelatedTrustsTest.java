package org.quorumkms.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quorumkms.testing.TestSystem.GENESIS;
import static org.quorumkms.testing.TestSystem.H2;
import static org.quorumkms.testing.TestSystem.H3;
import static org.quorumkms.testing.TestSystem.OPERATORS;
import static org.quorumkms.testing.TestSystem.T1;
import static org.quorumkms.testing.TestSystem.T2;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.signed.Check;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Verification;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestHsm;
import org.quorumkms.testing.TestSystem;

/** T5 where many Trusts are verified: each once, with the same result as its whole line. */
class RelatedTrustsTest {

    private static final TrustChain T3 = TestSystem.successor(T2, List.of(H2, H3), OPERATORS, 1);

    private static List<String> failed(Verification<VerifiedTrust> verification) {
        return verification.checks().stream()
                .filter(check -> !check.ok())
                .map(Check::what)
                .toList();
    }

    /** The last Trust of T2, without its HSM's signature: the thumbprint is the same. */
    private static Trust unsigned() {
        return TestAuthority.successor(3, T1.last().thumbprint(), List.of(H2, H3), OPERATORS, 2)
                .approvedBy(OPERATORS.get(0), OPERATORS.get(1))
                .trust();
    }

    @Nested
    class T5 {

        private final RelatedTrusts shown = new RelatedTrusts(TestSystem.genesis());

        private void show(List<Trust> trusts) {
            trusts.forEach(shown::add);
        }

        @Test
        void trustsInAnyOrderVerify_eachWithItsWholeLine() {
            List<Trust> all = T3.trusts();
            show(List.of(all.get(2), all.get(0), all.get(3), all.get(1)));
            for (int i = all.size() - 1; i >= 0; i--) {
                VerifiedTrust verified = shown.verify(all.get(i)).require();
                assertThat(verified.chain().trusts()).isEqualTo(all.subList(0, i + 1));
            }
        }

        @Test
        void areListedInTheOrderInWhichTheyCame() {
            List<Trust> all = T3.trusts();
            List<Trust> order = List.of(all.get(2), all.get(0), all.get(3));
            show(order);
            assertThat(shown.all()).containsExactlyElementsOf(order);
        }

        @Test
        void whatFollowsATrustThatIsNotSignedDoesNotVerify() {
            assertThat(unsigned().thumbprint()).isEqualTo(T2.last().thumbprint());
            show(T3.trusts());
            shown.add(unsigned());
            assertThat(shown.verify(T1.last()).valid()).isTrue();
            assertThat(failed(shown.verify(T2.last()))).containsExactly("Trust 3: T4: it is signed by an HSM that may");
            assertThat(failed(shown.verify(T3.last()))).containsExactly("T5: the Trust before it, 3, verifies");
        }

        @Test
        void whatFollowsATrustThatIsNotShownDoesNotVerify() {
            show(List.of(GENESIS.last(), T2.last()));
            assertThat(failed(shown.verify(T2.last()))).containsExactly("T5: the Trust before it is here");
        }

        @Test
        void anotherGenesisDoesNotVerify() {
            TestHsm other = TestHsm.number(4);
            Trust genesis = TestAuthority.genesis(other).signedBy(other).trust();
            show(List.of(genesis));
            assertThat(shown.verify(genesis).valid()).isFalse();
        }
    }

    @Nested
    class Known {

        private final KnownTrusts known = new KnownTrusts(TestSystem.genesis());

        @Test
        void aLineThatGoesOnFromAKnownTrustIsVerifiedFromThere() {
            known.require(T1);
            Verification<VerifiedTrust> verified = known.verify(T3);
            assertThat(verified.require().chain()).isEqualTo(T3);
            assertThat(verified.checks())
                    .allMatch(check ->
                            check.what().startsWith("Trust 4") || check.what().startsWith("T5: the line begins"));
            assertThat(known.verify(T2.then(T3.last())).checks()).isEmpty();
        }

        @Test
        void whatFollowsAKnownTrustAndIsNotSignedDoesNotVerify() {
            known.require(T1);
            TrustChain line = T1.then(unsigned()).then(T3.last());
            assertThat(failed(known.verify(line))).containsExactly("Trust 3: T4: it is signed by an HSM that may");
            assertThat(known.verify(line).valid()).isFalse();
        }

        @Test
        void aTrustThatWasVerifiedBeforeIsTaken() {
            TrustChain line = T1.then(unsigned());
            assertThat(known.verify(line).valid()).isFalse();
            known.know(new TrustVerifier(TestSystem.genesis()).verify(T2).require());
            assertThat(known.verify(line).valid()).isTrue();
            assertThat(known.verify(line).checks()).isEmpty();
        }

        /** None of these is signed: what is valid was known, and what is not was forgotten. */
        @Test
        void remembers256AndForgetsTheOneThatWasUsedLeastRecently() {
            List<TrustChain> lines = IntStream.rangeClosed(0, 256)
                    .mapToObj(
                            id -> GENESIS.then(TestAuthority.branch(id, TestSystem.genesis(), List.of(H2), OPERATORS, 2)
                                    .trust()))
                    .toList();
            lines.subList(0, 256).forEach(line -> known.know(new VerifiedTrust(line)));
            assertThat(known.verify(lines.get(0)).valid()).isTrue();
            known.know(new VerifiedTrust(lines.get(256)));
            assertThat(known.verify(lines.get(1)).valid()).isFalse();
            assertThat(known.verify(lines.get(0)).valid()).isTrue();
            assertThat(known.verify(lines.get(2)).valid()).isTrue();
        }

        @Test
        void aTrustOfAnotherGenesisIsNotTaken() {
            TestHsm other = TestHsm.number(4);
            TrustChain foreign =
                    TestAuthority.chain(TestAuthority.genesis(other).signedBy(other));
            Thumbprint genesis = foreign.last().thumbprint();
            known.know(new TrustVerifier(genesis).verify(foreign).require());
            assertThat(known.verify(foreign).valid()).isFalse();
        }
    }
}
