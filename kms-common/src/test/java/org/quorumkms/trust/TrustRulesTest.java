package org.quorumkms.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumkms.testing.TestAuthority.branch;
import static org.quorumkms.testing.TestAuthority.line;
import static org.quorumkms.testing.TestAuthority.successor;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.quorum.Approvals;
import org.quorumkms.testing.Proposal;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestHsm;
import org.quorumkms.testing.TestOperator;

/** Rules of protocol.md section 3 that a history in a table does not show. */
class TrustRulesTest {

    private static final TestHsm H1 = TestHsm.number(1);
    private static final TestHsm H2 = TestHsm.number(2);
    private static final TestHsm H3 = TestHsm.number(3);
    private static final TestOperator ALICE = TestOperator.number(0);
    private static final TestOperator BOB = TestOperator.number(1);
    private static final TestOperator CAROL = TestOperator.number(2);
    private static final List<TestOperator> THREE = List.of(ALICE, BOB, CAROL);
    private static final Proposal GENESIS = TestAuthority.genesis(H1, H2).signedBy(H1, H2);
    private static final TrustVerifier VERIFIER = new TrustVerifier(GENESIS.thumbprint());

    private static Proposal founding(int quorum) {
        return branch(2, GENESIS.thumbprint(), List.of(H1, H2), THREE, quorum);
    }

    private static VerifiedTrust verified(Proposal... line) {
        return VERIFIER.verify(TrustChain.parse(line(line))).require();
    }

    @Nested
    class T2 {

        @Test
        void resultIsDataInTheOrderOfTheTrust() {
            Approvals<OperatorKey> approvals =
                    founding(2).approvedBy(CAROL).trust().approvals();
            assertThat(approvals.signed()).extracting(OperatorKey::name).containsExactly("carol");
            assertThat(approvals.missing()).extracting(OperatorKey::name).containsExactly("alice", "bob");
            assertThat(approvals.threshold()).isEqualTo(2);
            assertThat(approvals.reached()).isFalse();
        }

        @Test
        void addingTheSameApprovalReplacesIt() {
            Trust trust = founding(2).approvedBy(ALICE).trust();
            Trust again = trust.with(trust.signatures().get(0));
            assertThat(again.signatures()).hasSize(1);
            assertThat(again.thumbprint()).isEqualTo(trust.thumbprint());
        }
    }

    @Nested
    class T3 {

        @Test
        void refusesWithTheNumbersAndTheNames() {
            Trust one = founding(2).approvedBy(ALICE).trust();
            assertThatThrownBy(() -> VERIFIER.readyToSign(one, verified(GENESIS), H1.keys(), TestAuthority.NOW))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("Trust 2 has 1 of the 2 approvals it needs; missing: bob, carol");
        }

        @Test
        void refusesAfterItsTimeToApprove() {
            Trust approved = founding(2).approvedBy(ALICE, BOB).trust();
            assertThatThrownBy(() -> VERIFIER.readyToSign(
                            approved, verified(GENESIS), H1.keys(), TestAuthority.NOW.plus(Duration.ofDays(15))))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("time to approve ended");
        }

        /** Whoever reads a longer line refuses it, and it would be the one way forward (section 3). */
        @Test
        void refusesToMakeALineLongerThan1024() {
            Trust approved = founding(2).approvedBy(ALICE, BOB).trust();
            Trust genesis = GENESIS.trust();
            VERIFIER.readyToSign(
                    approved,
                    new VerifiedTrust(new TrustChain(Collections.nCopies(1023, genesis))),
                    H1.keys(),
                    TestAuthority.NOW);
            assertThatThrownBy(() -> VERIFIER.readyToSign(
                            approved,
                            new VerifiedTrust(new TrustChain(Collections.nCopies(1024, genesis))),
                            H1.keys(),
                            TestAuthority.NOW))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("its line has 1024 Trusts, the most that one may have");
        }

        @Test
        void refusesWhatWasMadeMoreThanFiveMinutesAheadOfTheClock() {
            Trust approved = founding(2).approvedBy(ALICE, BOB).trust();
            Duration five = Duration.ofMinutes(5);
            VERIFIER.readyToSign(approved, verified(GENESIS), H1.keys(), TestAuthority.NOW.minus(five));
            assertThatThrownBy(() -> VERIFIER.readyToSign(
                            approved,
                            verified(GENESIS),
                            H1.keys(),
                            TestAuthority.NOW.minus(five).minusSeconds(1)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("ahead of the HSM's clock");
        }

        @Test
        void refusesAnEntryWithOnlyOneOfItsKeys() {
            HsmKeys own = H1.keys();
            HsmKeys other = H3.keys();
            for (HsmKeys half : List.of(
                    new HsmKeys("h1", own.signing(), other.encryption(), own.kem()),
                    new HsmKeys("h1", other.signing(), own.encryption(), own.kem()),
                    new HsmKeys("h1", own.signing(), own.encryption(), other.kem()))) {
                Trust approved = founding(2)
                        .with("hsms", List.of(half.toJson()))
                        .approvedBy(ALICE, BOB)
                        .trust();
                assertThatThrownBy(() -> VERIFIER.readyToSign(approved, verified(GENESIS), own, TestAuthority.NOW))
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining("no entry of it holds all keys");
            }
        }

        @Test
        void signsUntilItsTimeToApproveEnds() {
            Trust approved = founding(2).approvedBy(ALICE, BOB).trust();
            Instant end = approved.body().approveBy();
            VERIFIER.readyToSign(approved, verified(GENESIS), H1.keys(), end);
            refused(approved, verified(GENESIS), H1, end.plusSeconds(1), "time to approve ended");
        }

        @Test
        void refusesWhatFollowsAnotherGenesis() {
            Proposal foreign = TestAuthority.genesis(H3).signedBy(H3);
            TrustVerifier other = new TrustVerifier(foreign.thumbprint());
            VerifiedTrust before = other.verify(TrustChain.parse(line(foreign))).require();
            Trust approved = branch(2, foreign.thumbprint(), List.of(H3), THREE, 2)
                    .approvedBy(ALICE, BOB)
                    .trust();
            other.readyToSign(approved, before, H3.keys(), TestAuthority.NOW);
            refused(approved, before, H3, TestAuthority.NOW, "T5: its line begins with another genesis");
        }

        @Test
        void refusesWhatDoesNotFollowThePredecessorGiven() {
            Proposal founded = founding(2).approvedBy(ALICE, BOB).signedBy(H1);
            Trust again = founding(2).with("id", 3).approvedBy(ALICE, BOB).trust();
            refused(
                    again,
                    verified(GENESIS, founded),
                    H1,
                    TestAuthority.NOW,
                    "T4: it does not follow the predecessor given");
        }

        @Test
        void refusesAnHsmThatIsNotInWhatItFollows() {
            List<TestHsm> hsms = List.of(H1, H3);
            Proposal founded = founding(2).approvedBy(ALICE, BOB).signedBy(H1);
            Trust first = branch(2, GENESIS.thumbprint(), hsms, THREE, 2)
                    .approvedBy(ALICE, BOB)
                    .trust();
            Trust next = successor(3, founded.thumbprint(), hsms, THREE, 2)
                    .approvedBy(ALICE, BOB)
                    .trust();
            refused(first, verified(GENESIS), H3, TestAuthority.NOW, "T4: HSM h3 is not in genesis");
            refused(next, verified(GENESIS, founded), H3, TestAuthority.NOW, "T4: HSM h3 is not in its predecessor");
            VERIFIER.readyToSign(next, verified(GENESIS, founded), H1.keys(), TestAuthority.NOW);
        }

        @Test
        void refusesWithoutTheQuorumOfItsPredecessor() {
            TestOperator dave = TestOperator.number(3);
            Proposal founded = founding(2).approvedBy(ALICE, BOB).signedBy(H1);
            Trust taken = successor(3, founded.thumbprint(), List.of(H1), List.of(ALICE, dave), 2)
                    .approvedBy(ALICE, dave)
                    .trust();
            assertThat(taken.approvals().reached()).isTrue();
            refused(
                    taken,
                    verified(GENESIS, founded),
                    H1,
                    TestAuthority.NOW,
                    "Trust 3 has 1 of the 2 approvals it needs from the operators of its predecessor; missing: bob, carol");
        }

        private static void refused(
                Trust proposal, VerifiedTrust predecessor, TestHsm signer, Instant now, String why) {
            assertThatThrownBy(() -> VERIFIER.readyToSign(proposal, predecessor, signer.keys(), now))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining(why);
        }
    }

    @Nested
    class T5 {

        @Test
        void knowsWhatIsReachedOverSuccessorLinksOnly() {
            Proposal founded = founding(2).approvedBy(ALICE, BOB).signedBy(H1);
            Proposal next = successor(3, founded.thumbprint(), List.of(H1), THREE, 2)
                    .approvedBy(ALICE, BOB)
                    .signedBy(H1);
            Proposal other = branch(4, founded.thumbprint(), List.of(H1), THREE, 2)
                    .approvedBy(ALICE, BOB)
                    .signedBy(H1);
            VerifiedTrust successor = verified(GENESIS, founded, next);
            VerifiedTrust branch = verified(GENESIS, founded, other);
            assertThat(successor.reachedFrom(founded.thumbprint())).isTrue();
            assertThat(successor.reachedFrom(successor.thumbprint())).isTrue();
            assertThat(successor.reachedFrom(GENESIS.thumbprint())).isFalse();
            assertThat(branch.reachedFrom(founded.thumbprint())).isFalse();
            assertThat(successor.lineRoot()).isEqualTo(founded.thumbprint());
            assertThat(branch.lineRoot()).isEqualTo(other.thumbprint());
        }
    }

    @Nested
    class T7 {

        private final Proposal founded = founding(2).approvedBy(ALICE, BOB).signedBy(H1);
        private final VerifiedTrust second = verified(GENESIS, founded);
        private final VerifiedTrust third = verified(GENESIS, founded, next(3, THREE));
        private final PinnedTrusts pinned = new PinnedTrusts(GENESIS.thumbprint(), List.of());

        private Proposal next(int id, List<TestOperator> operators) {
            return successor(id, founded.thumbprint(), List.of(H1), operators, 2)
                    .approvedBy(ALICE, BOB)
                    .signedBy(H1);
        }

        @Test
        void goesForward() {
            PinnedTrusts after = pinned.accept(second).accept(third).accept(third);
            assertThat(after.lines()).containsExactly(third);
        }

        @Test
        void refusesToGoBack() {
            PinnedTrusts after = pinned.accept(third);
            assertThatThrownBy(() -> after.accept(second))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("is older than Trust 3");
        }

        @Test
        void whatStandsUnderAnOlderTrustOfTheLineMayStay() {
            PinnedTrusts after = pinned.see(third).see(second);
            assertThat(after.lines()).containsExactly(third);
            VerifiedTrust fork = verified(GENESIS, founded, next(9, List.of(ALICE, BOB)));
            assertThatThrownBy(() -> after.see(fork)).hasMessageContaining("stands beside Trust 3");
        }

        @Test
        void refusesAFork() {
            VerifiedTrust fork = verified(GENESIS, founded, next(9, List.of(ALICE, BOB)));
            PinnedTrusts after = pinned.accept(third);
            assertThatThrownBy(() -> after.accept(fork))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("stands beside Trust 3");
        }

        @Test
        void refusesASecondFoundingBranch() {
            VerifiedTrust other = verified(
                    GENESIS, founding(1).with("id", 8).approvedBy(CAROL).signedBy(H2));
            PinnedTrusts after = pinned.accept(second);
            assertThatThrownBy(() -> after.accept(other))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("second founding branch");
        }

        @Test
        void whoHoldsTwoFoundingBranchesSeesNothingMore() {
            VerifiedTrust other = verified(
                    GENESIS, founding(1).with("id", 8).approvedBy(CAROL).signedBy(H2));
            PinnedTrusts both = new PinnedTrusts(GENESIS.thumbprint(), List.of(third, other));
            assertThatThrownBy(() -> both.see(second))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("second founding branch");
        }

        @Test
        void refusesAnotherGenesis() {
            Proposal foreign = TestAuthority.genesis(H3).signedBy(H3);
            VerifiedTrust other = new TrustVerifier(foreign.thumbprint())
                    .verify(TrustChain.parse(line(foreign)))
                    .require();
            assertThatThrownBy(() -> pinned.accept(other)).hasMessageContaining("another genesis");
        }
    }

    @Nested
    class Documents {

        @Test
        void keepTheBytesTheyCameIn() {
            String spaced = founding(2).text().replace(",", " , ");
            assertThat(Trust.parse(spaced).toText()).isEqualTo(founding(2).text());
            assertThat(Trust.parse(spaced).payload()).isEqualTo(founding(2).bytes());
        }

        @Test
        void acceptAPayloadWithWhiteSpaceAndKeepIt() {
            String payload = new String(founding(2).bytes().toArray(), java.nio.charset.StandardCharsets.UTF_8)
                    .replace("{", "{ ");
            var bytes = org.quorumkms.signed.Bytes.utf8(payload);
            Trust trust = Trust.of(bytes, List.of());
            assertThat(trust.payload()).isEqualTo(bytes);
            assertThat(trust.thumbprint()).isEqualTo(bytes.thumbprint());
        }

        @Test
        void aStatementIsTheHsmsOwnAndOfThisSystem() {
            HsmStatement statement = HsmStatement.make(H1.keys(), GENESIS.thumbprint(), Device.SOFTWARE, H1.signing());
            assertThat(HsmStatement.verify(statement.toText(), GENESIS.thumbprint())
                            .keys())
                    .isEqualTo(H1.keys());
            HsmStatement forged = HsmStatement.make(H1.keys(), GENESIS.thumbprint(), Device.SOFTWARE, H2.signing());
            assertThatThrownBy(() -> HsmStatement.verify(forged.toText(), GENESIS.thumbprint()))
                    .isInstanceOf(VerificationException.class);
            assertThatThrownBy(() ->
                            HsmStatement.verify(statement.toText(), founding(2).thumbprint()))
                    .hasMessageContaining("another system");
        }
    }
}
