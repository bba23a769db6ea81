package org.quorumkms.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.Proposal;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestHsm;
import org.quorumkms.testing.TestOperator;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustKind;
import org.quorumkms.trust.TrustVerifier;

/** What an HSM signs, and what it does not: T1 to T5 inside the boundary. */
class TrustSigningTest {

    private final World world = new World();
    private final Thumbprint genesis = world.genesis();

    @Test
    void foundsASystemWhoseGenesisEveryHsmSigned() {
        assertThat(new TrustVerifier(genesis).verify(world.genesisLine()).valid())
                .isTrue();
        assertThat(world.h1().genesis()).isEqualTo(genesis);
        assertThat(world.h1().statement().keys()).isEqualTo(world.h1().keys());
    }

    @Test
    @Tag("software")
    void opensItsSealedFile() {
        byte[] file = world.founding().hsms().get(0).file(Passphrase.owning("pass".toCharArray()));
        Hsm opened = world.software().open("file", file, Passphrase.owning("pass".toCharArray()));
        assertThat(opened.keys()).isEqualTo(world.h1().keys());
        assertThat(opened.genesis()).isEqualTo(genesis);
        assertThat(TestHsm.read(file, "pass").keys())
                .as("whoever has the file and its passphrase has the keys")
                .isEqualTo(opened.keys());
        Trust approved =
                world.proposal(1, 1, opened).approvedBy(TestOperator.number(0)).trust();
        assertThat(opened.signTrust(approved, world.genesisLine()).signers()).containsExactly(opened.keys());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void everySetOfAtLeastTheQuorumIsSignedAndEverySmallerOneRefused(int quorum) {
        List<TestOperator> five = TestOperator.first(5);
        for (int set = 0; set < 32; set++) {
            int approvals = Integer.bitCount(set);
            Proposal proposal = world.proposal(5, quorum, world.h1());
            for (int i = 0; i < 5; i++) {
                if ((set >> i & 1) == 1) {
                    proposal.approvedBy(five.get(i));
                }
            }
            Trust trust = proposal.trust();
            if (approvals >= quorum) {
                Trust signed = world.h1().signTrust(trust, world.genesisLine());
                assertThat(new TrustVerifier(genesis)
                                .verify(world.genesisLine().then(signed))
                                .valid())
                        .isTrue();
            } else {
                assertThatThrownBy(() -> world.h1().signTrust(trust, world.genesisLine()))
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining("has " + approvals + " of the " + quorum + " approvals");
            }
        }
    }

    @Nested
    class T3 {

        @Test
        void refusesATrustThatItIsNotIn() {
            Trust approved = world.proposal(1, 1, world.h2())
                    .approvedBy(TestOperator.number(0))
                    .trust();
            assertThatThrownBy(() -> world.h1().signTrust(approved, world.genesisLine()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("no entry of it holds all keys");
        }

        @Test
        void refusesAnAbandonedProposal() {
            Trust approved = world.proposal(1, 1, world.h1())
                    .approvedBy(TestOperator.number(0))
                    .trust();
            world.turnClock(Duration.ofDays(15));
            assertThatThrownBy(() -> world.h1().signTrust(approved, world.genesisLine()))
                    .hasMessageContaining("time to approve ended");
        }

        @Test
        void refusesOneThatWasMadeAheadOfItsClock() {
            Proposal ahead = world.proposal(1, 1, world.h1());
            world.turnClock(Duration.ofMinutes(-5));
            Trust approved = ahead.approvedBy(TestOperator.number(0)).trust();
            assertThat(world.h1().signTrust(approved, world.genesisLine()).signers())
                    .hasSize(1);
            world.turnClock(Duration.ofSeconds(-1));
            assertThatThrownBy(() -> world.h1().signTrust(approved, world.genesisLine()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("ahead of the HSM's clock");
        }
    }

    @Nested
    class T4 {

        @Test
        void refusesToEnterWithoutAnHsmOfGenesis() {
            Trust approved = world.proposal(1, 1, world.outsider())
                    .approvedBy(TestOperator.number(0))
                    .trust();
            assertThatThrownBy(() -> world.outsider().signTrust(approved, world.genesisLine()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("is not in genesis");
        }

        @Test
        void refusesASuccessorFromOutsideItsPredecessor() {
            TrustChain line = world.line(world.h1(), world.h2());
            Trust approved = successor(line, world.h1(), world.outsider());
            assertThatThrownBy(() -> world.outsider().signTrust(approved, line))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("is not in its predecessor");
            assertThat(world.h1().signTrust(approved, line).signers())
                    .containsExactly(world.h1().keys());
        }

        @Test
        void refusesAnotherPredecessorThanTheOneItNames() {
            TrustChain line = world.line(world.h1());
            Trust approved = successor(line, world.h1());
            assertThatThrownBy(() -> world.h1().signTrust(approved, world.genesisLine()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("does not follow");
        }

        private Trust successor(TrustChain line, Hsm... hsms) {
            return world.proposal(3, 2, hsms)
                    .with("kind", "successor")
                    .with("id", 3)
                    .with("predecessor", line.last().thumbprint().value())
                    .approvedBy(TestOperator.number(0), TestOperator.number(2))
                    .trust();
        }
    }

    @Nested
    class T5 {

        @Test
        void refusesALineOfAnotherGenesis() {
            TestHsm foreign = TestHsm.number(1);
            Proposal other = TestAuthority.genesis(foreign).signedBy(foreign);
            Trust approved = world.proposal(1, 1, world.h1())
                    .with("predecessor", other.thumbprint().value())
                    .approvedBy(TestOperator.number(0))
                    .trust();
            TrustChain line = new TrustChain(List.of(other.trust()));
            assertThatThrownBy(() -> world.h1().signTrust(approved, line))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("pinned genesis");
        }

        @Test
        void believesNoUnsignedPredecessor() {
            Trust unsigned = world.proposal(3, 2, world.h1()).trust();
            Trust next = world.proposal(3, 2, world.h1())
                    .with("kind", "successor")
                    .with("predecessor", unsigned.thumbprint().value())
                    .approvedBy(TestOperator.number(0), TestOperator.number(1))
                    .trust();
            TrustChain line = world.genesisLine().then(unsigned);
            assertThatThrownBy(() -> world.h1().signTrust(next, line)).isInstanceOf(VerificationException.class);
        }
    }

    @Nested
    class Creating {

        private final ExportedDomain alice = world.claimed(Purpose.OPERATOR, world.genesisLine(), World.CLIENT);

        private TrustDraft draft(String statement, ExportedDomain operator) {
            return new TrustDraft(
                    2,
                    TrustKind.BRANCH,
                    world.genesisLine(),
                    List.of(statement),
                    List.of(DomainInLine.of(operator)),
                    1,
                    world.now().plus(Duration.ofDays(14)),
                    Optional.of("the first ones"));
        }

        @Test
        void takesKeysFromStatementsAndOperatorsDomains() {
            Trust made = world.h2().createTrust(draft(world.h1().statement().toText(), alice));
            assertThat(made.body().hsms()).containsExactly(world.h1().keys());
            assertThat(made.body().operators())
                    .containsExactly(new OperatorKey(
                            "alice", alice.domain().body().publicKeys().get(0)));
            assertThat(made.body().note()).contains("the first ones");
            assertThat(made.signatures()).isEmpty();
        }

        @Test
        void refusesAnOperatorBeforeItClaimed() {
            ExportedDomain unclaimed = world.unclaimed(Purpose.OPERATOR, world.genesisLine());
            assertThatThrownBy(() ->
                            world.h1().createTrust(draft(world.h1().statement().toText(), unclaimed)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("not claimed yet");
        }

        @Test
        void refusesAnHsmOfAnotherSystem() {
            Hsm foreign = world.found("x").hsms().get(0).hsm();
            assertThatThrownBy(() ->
                            world.h1().createTrust(draft(foreign.statement().toText(), alice)))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("another system");
        }
    }

    @Nested
    class T8 {

        private final ExportedDomain alice = world.claimed(Purpose.OPERATOR, world.genesisLine(), World.CLIENT);
        private final Trust trust = world.proposal(3, 2, world.h1()).trust();

        private String request(TestController by, String action, Thumbprint subject) {
            return request(alice, by, action, subject);
        }

        private String request(ExportedDomain of, TestController by, String action, Thumbprint subject) {
            return World.asks(of, by, action, subject).signed();
        }

        private JwsSignature approve(String request) {
            return world.h2()
                    .approveTrust(
                            World.use(alice, World.CLIENT),
                            new ControllerRequest(World.CLIENT.publicKey(), request),
                            trust);
        }

        @Test
        void approvesAtTheControllersOwnWord() {
            JwsSignature approval = approve(request(World.CLIENT, OperatorRequest.APPROVE_TRUST, trust.thumbprint()));
            assertThat(approval.isValid(
                            DocumentType.TRUST_APPROVAL,
                            trust.payload(),
                            alice.domain().body().publicKeys().get(0)))
                    .isTrue();
        }

        @Test
        void refusesAServerThatSwapsWhatIsSigned() {
            assertThatThrownBy(() -> approve(request(World.CLIENT, OperatorRequest.APPROVE_TRUST, genesis)))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("another Trust");
            assertThatThrownBy(() -> approve(request(World.CLIENT, "kms-order-approval", trust.thumbprint())))
                    .hasMessageContaining("another action");
        }

        @Test
        void refusesARequestThatTheControllerDidNotSign() {
            String forged = request(World.STRANGER, OperatorRequest.APPROVE_TRUST, trust.thumbprint());
            assertThatThrownBy(() -> approve(forged)).isInstanceOf(VerificationException.class);
            DomainUse pretended = World.use(alice, World.CLIENT);
            assertThatThrownBy(() -> world.h1()
                            .approveTrust(pretended, new ControllerRequest(World.STRANGER.publicKey(), forged), trust))
                    .isInstanceOf(VerificationException.class);
        }

        @Test
        void refusesARequestForAnotherDomain() {
            ExportedDomain bob = world.claimed(Purpose.OPERATOR, world.genesisLine(), World.CLIENT);
            String other = request(bob, World.CLIENT, OperatorRequest.APPROVE_TRUST, trust.thumbprint());
            assertThatThrownBy(() -> approve(other)).hasMessageContaining("another Domain");
        }

        @Test
        void anEncryptDomainApprovesNothing() {
            ExportedDomain payroll = world.claimed(Purpose.ENCRYPT, world.line(world.h1()), World.CLIENT);
            String request = request(payroll, World.CLIENT, OperatorRequest.APPROVE_TRUST, trust.thumbprint());
            assertThatThrownBy(() -> world.h1()
                            .approveTrust(
                                    World.use(payroll, World.CLIENT),
                                    new ControllerRequest(World.CLIENT.publicKey(), request),
                                    trust))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("is for encrypt");
        }
    }
}
