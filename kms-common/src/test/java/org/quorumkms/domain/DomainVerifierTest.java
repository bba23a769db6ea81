package org.quorumkms.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumkms.testing.TestSystem.GENESIS;
import static org.quorumkms.testing.TestSystem.H1;
import static org.quorumkms.testing.TestSystem.H2;
import static org.quorumkms.testing.TestSystem.H3;
import static org.quorumkms.testing.TestSystem.OPERATORS;
import static org.quorumkms.testing.TestSystem.T1;
import static org.quorumkms.testing.TestSystem.T2;

import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.quorumkms.errors.MovedException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.Jwe;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Check;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.testing.Revision;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestHsm;
import org.quorumkms.testing.TestRing;
import org.quorumkms.testing.TestSystem;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustVerifier;
import org.quorumkms.trust.VerifiedTrust;

/** What is checked before any use (D2), which revision a use is for (D3), and whose it is (D8). */
class DomainVerifierTest {

    private static final TestController CLIENT = TestController.number(1);
    private static final DomainHistory DOMAIN =
            begin(Purpose.ENCRYPT, T1).then(H1).moved(H2, T2);
    private static final DomainHistory OPERATOR = begin(Purpose.OPERATOR, GENESIS);
    private static final DomainVerifier VERIFIER = new DomainVerifier(TestSystem.genesis());

    private static DomainHistory begin(Purpose purpose, TrustChain line) {
        return DomainHistory.begin(
                purpose,
                H1,
                line,
                first -> first.controlledBy(List.of(CLIENT.may(Rights.all(purpose))))
                        .publicKeys(
                                purpose.hasPublicKeys()
                                        ? List.of(OPERATORS.get(0).key().key())
                                        : List.of()));
    }

    private static void refused(Domain domain, TrustChain line, String what) {
        assertThat(VERIFIER.verify(domain, line).checks().stream()
                        .filter(check -> !check.ok())
                        .map(Check::what))
                .as(what)
                .anyMatch(failed -> failed.contains(what));
        assertThatThrownBy(() -> VERIFIER.verify(domain, line).require()).isInstanceOf(VerificationException.class);
    }

    @Nested
    class D2 {

        @Test
        void whatAnHsmOfItsTrustSignedVerifies() {
            for (int revision = 1; revision <= 3; revision++) {
                assertThat(DOMAIN.at(revision).verified().body().revision()).isEqualTo(revision);
            }
            assertThat(OPERATOR.moved(H1, T1).verified().trust().thumbprint())
                    .isEqualTo(T1.last().thumbprint());
        }

        @Test
        void theLineEndsWithItsTrust() {
            refused(DOMAIN.last(), T1, "D2: the line ends with its Trust");
            refused(DOMAIN.at(2).last(), T2, "D2: the line ends with its Trust");
        }

        @Test
        void itIsSignedByAnHsmOfItsTrust() {
            Revision same = Revision.of(DOMAIN.last().body());
            refused(same.signedBy(H1), T2, "D2: it is signed by an HSM of its Trust");
            assertThat(VERIFIER.verify(same.signedBy(H3), T2).valid()).isTrue();
            // Another key under the name of one of its HSMs.
            TestHsm evil = TestHsm.number(9);
            TestHsm pretended = new TestHsm(
                    H2.keys(), new SigningKey(H2.signing().publicKey(), privateOf(evil)), H2.encryption(), H2.kem());
            refused(same.signedBy(pretended), T2, "D2: it is signed by an HSM of its Trust");
        }

        private static PrivateKey privateOf(TestHsm hsm) {
            return hsm.encryption().getPrivate();
        }

        @Test
        void itsKeysAreBoundToIdRevisionAndTrust() {
            Domain honest = DOMAIN.at(2).last();
            Domain other = begin(Purpose.ENCRYPT, T1).then(H1).last();
            refused(
                    Revision.of(honest.body())
                            .with("keys", other.body().keys().orElseThrow().toJson())
                            .signedBy(H1),
                    T1,
                    "D2: its keys are bound");
            refused(Revision.of(honest.body()).with("revision", 3).signedBy(H1), T1, "D2: its keys are bound");
        }

        /** No downgrade: the recipients are named as this Trust's are, and what they get opens with RSA alone. */
        @Test
        void itsKeysAreWrappedAsTheVersionOfItsTrustAsks() {
            DomainBody honest = DOMAIN.at(2).last().body();
            List<HsmKeys> rsaAlone =
                    Stream.of(H1, H2).map(hsm -> hsm.keys().withoutKem()).toList();
            Jwe old = TestHsm.wrap(TestRing.of(1), honest.bound(), rsaAlone);
            refused(Revision.of(honest).with("keys", old.toJson()).signedBy(H1), T1, "D2: its keys are wrapped as");
            List<Jwe.Recipient> renamed = Stream.of(0, 1)
                    .map(i -> new Jwe.Recipient(
                            List.of(H1, H2).get(i).keys().wrapping().kid(),
                            old.recipients().get(i).wrapped()))
                    .toList();
            Jwe disguised = new Jwe(Jwe.Algorithm.RSA, renamed, old.aad(), old.nonce(), old.ciphertext(), old.tag());
            Domain domain = Revision.of(honest).with("keys", disguised.toJson()).signedBy(H1);
            assertThat(VERIFIER.verify(domain, T1).checks().stream()
                            .filter(check -> !check.ok())
                            .map(Check::what))
                    .singleElement()
                    .asString()
                    .contains("D2: its keys are wrapped as the version of its Trust asks");
        }

        @Test
        void itsKeysAreWrappedForExactlyTheHsmsOfItsTrust() {
            for (List<HsmKeys> hsms : List.of(
                    List.of(H1.keys()),
                    List.of(H1.keys(), H3.keys()),
                    List.of(H1.keys(), H2.keys(), H3.keys()),
                    List.of(H1.keys(), H1.keys()))) {
                refused(
                        Revision.of(DOMAIN.at(2).last().body())
                                .keys(TestRing.of(1), hsms)
                                .signedBy(H1),
                        T1,
                        "D2: its keys are wrapped for exactly the HSMs");
            }
            assertThat(VERIFIER.verify(
                                    Revision.of(DOMAIN.at(2).last().body())
                                            .keys(TestRing.of(1), List.of(H2.keys(), H1.keys()))
                                            .signedBy(H1),
                                    T1)
                            .valid())
                    .isTrue();
        }

        @Test
        void aTombstoneVerifiesWithoutKeys() {
            DomainHistory deleted = DOMAIN.deleted(H2, Bytes.utf8("order").thumbprint());
            assertThat(deleted.verified().body().keys()).isEmpty();
            refused(Revision.of(deleted.last().body()).signedBy(H1), T2, "D2: it is signed by an HSM of its Trust");
        }

        @Test
        void itsPurposeFitsItsTrust() {
            refused(begin(Purpose.ENCRYPT, GENESIS).last(), GENESIS, "D1: its purpose fits its Trust");
            refused(begin(Purpose.SIGN, GENESIS).last(), GENESIS, "D1: its purpose fits its Trust");
        }

        @Test
        void anotherGenesisIsRefused() {
            DomainVerifier other = new DomainVerifier(Bytes.utf8("other").thumbprint());
            assertThat(other.verify(DOMAIN.last(), T2).valid()).isFalse();
        }
    }

    /** Moves (section 4), which D2 checks: a name, a purpose, the Trusts in their order, and whether they lead there. */
    record Way(String name, Purpose purpose, boolean leads, List<TrustChain> trusts) {

        static Way of(String name, Purpose purpose, boolean leads, TrustChain... trusts) {
            return new Way(name, purpose, leads, List.of(trusts));
        }

        @Override
        public String toString() {
            return name;
        }

        Moves moves() {
            return new Moves(IntStream.range(0, trusts.size())
                    .mapToObj(
                            i -> new Moves.Move(2 * i + 1, trusts.get(i).last().thumbprint()))
                    .toList());
        }

        TrustChain line() {
            return trusts.get(trusts.size() - 1);
        }
    }

    private static final TrustChain T3 = TestSystem.successor(T2, List.of(H2), OPERATORS, 2);
    private static final TrustChain COUSIN = TestSystem.successor(T1, List.of(H2), OPERATORS, 1);
    private static final TrustChain BRANCH = TestSystem.branch(T1, List.of(H2), OPERATORS, 2);
    private static final TrustChain AFTER_BRANCH = TestSystem.successor(BRANCH, List.of(H2), OPERATORS, 2);
    private static final TrustChain FOREIGN =
            TestAuthority.chain(TestAuthority.genesis(H3).signedBy(H3));

    private static VerifiedTrust verified(TrustChain line) {
        return new TrustVerifier(TestSystem.genesis()).verify(line).require();
    }

    static Stream<Way> ways() {
        return Stream.of(
                Way.of("it stays", Purpose.ENCRYPT, true, T1),
                Way.of("to the successor", Purpose.ENCRYPT, true, T1, T2),
                Way.of("each step", Purpose.ENCRYPT, true, T1, T2, T3),
                Way.of("over two at once", Purpose.ENCRYPT, true, T1, T3),
                Way.of("in a branch", Purpose.SIGN, true, BRANCH, AFTER_BRANCH),
                Way.of("an operator's out of genesis", Purpose.OPERATOR, true, GENESIS, T1),
                Way.of("an operator's out of genesis, further", Purpose.OPERATOR, true, GENESIS, T2),
                Way.of("an operator's out of genesis, step by step", Purpose.OPERATOR, true, GENESIS, T1, T2),
                Way.of("another one's out of genesis", Purpose.ENCRYPT, false, GENESIS, T1),
                Way.of("a signing one's out of genesis", Purpose.SIGN, false, GENESIS, T2),
                Way.of("an operator's from genesis into a branch", Purpose.OPERATOR, false, GENESIS, BRANCH),
                Way.of("an operator's from genesis behind a branch", Purpose.OPERATOR, false, GENESIS, AFTER_BRANCH),
                Way.of("into a branch", Purpose.ENCRYPT, false, T1, BRANCH),
                Way.of("an operator's into a branch", Purpose.OPERATOR, false, T1, BRANCH),
                Way.of("behind a branch", Purpose.ENCRYPT, false, T1, AFTER_BRANCH),
                Way.of("back", Purpose.ENCRYPT, false, T1, T2, T1),
                Way.of("back and forth", Purpose.ENCRYPT, false, T2, T1, T2),
                Way.of("a cousin", Purpose.ENCRYPT, false, COUSIN, T2),
                Way.of("to where it stands", Purpose.ENCRYPT, false, T1, T2, T2),
                Way.of("from another system", Purpose.ENCRYPT, false, FOREIGN, T1),
                Way.of("an operator's from another system", Purpose.OPERATOR, false, FOREIGN, T1));
    }

    @Nested
    class MovesOfD2 {

        @ParameterizedTest
        @MethodSource("org.quorumkms.domain.DomainVerifierTest#ways")
        void leadAlongSuccessorLinksToItsTrust(Way way) {
            DomainHistory first = begin(way.purpose(), way.line());
            int revision = way.moves().last().revision();
            Revision moved = Revision.of(first.last().body())
                    .with("moves", way.moves().toJson())
                    .numbered(
                            revision,
                            TestRing.of(way.purpose()),
                            way.line().last().body().hsms());
            TestHsm hsm = way.line().last().body().entryOf(H1.keys()).isPresent() ? H1 : H2;
            Domain domain = moved.signedBy(hsm);
            assertThat(VERIFIER.verify(domain, way.line()).valid()).isEqualTo(way.leads());
            if (!way.leads()) {
                refused(domain, way.line(), "D2: its moves go along the line to its Trust");
            }
        }

        @Test
        void leadToTheirLastTrustAndNoFurther() {
            Moves moves = DOMAIN.last().body().moves();
            assertThat(moves.lead(Purpose.ENCRYPT, verified(T2))).isTrue();
            assertThat(moves.lead(Purpose.ENCRYPT, verified(T3))).isFalse();
            assertThat(moves.lead(Purpose.ENCRYPT, verified(T1))).isFalse();
        }

        @Test
        void theLastIsTheTrustAndNotAfterTheRevision() {
            Revision wrong = Revision.of(DOMAIN.last().body())
                    .with("moves", DOMAIN.at(2).last().body().moves().toJson());
            assertThatThrownBy(() -> wrong.signedBy(H2)).hasMessageContaining("its last move is to its Trust");
            Revision late = Revision.of(DOMAIN.last().body()).with("revision", 2);
            assertThatThrownBy(() -> late.signedBy(H2)).hasMessageContaining("and not after it");
        }

        @Test
        void beginWithRevisionOneAndRise() {
            Thumbprint trust = T1.last().thumbprint();
            Thumbprint next = T2.last().thumbprint();
            for (List<Moves.Move> wrong : List.<List<Moves.Move>>of(
                    List.of(),
                    List.of(new Moves.Move(2, trust)),
                    List.of(new Moves.Move(1, trust), new Moves.Move(1, next)),
                    List.of(new Moves.Move(1, trust), new Moves.Move(5, next), new Moves.Move(4, trust)))) {
                assertThatThrownBy(() -> new Moves(wrong)).isInstanceOf(VerificationException.class);
            }
        }

        @Test
        void areAtMost1024() {
            List<Moves.Move> most = new ArrayList<>();
            for (int i = 1; i <= 1024; i++) {
                most.add(new Moves.Move(i, Bytes.utf8("trust " + i).thumbprint()));
            }
            Moves full = new Moves(most);
            assertThatThrownBy(() -> full.then(2000, T1.last().thumbprint()))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("1 to 1,024 moves");
            assertThat(full.then(2000, full.last().trust())).isEqualTo(full);
        }

        @Test
        void sayUnderWhichTrustItStoodWhen() {
            Moves moves = DOMAIN.then(H2).last().body().moves();
            assertThat(moves.at(1)).isEqualTo(T1.last().thumbprint());
            assertThat(moves.at(2)).isEqualTo(T1.last().thumbprint());
            assertThat(moves.at(3)).isEqualTo(T2.last().thumbprint());
            assertThat(moves.at(4)).isEqualTo(T2.last().thumbprint());
            assertThat(moves.hold(T1.last().thumbprint())).isTrue();
            assertThat(moves.hold(GENESIS.last().thumbprint())).isFalse();
        }
    }

    @Nested
    class D3 {

        private final VerifiedDomain domain = DOMAIN.verified();

        @Test
        void aUseNamesItsRevisionByItsThumbprint() {
            domain.requireNamed(domain.domain().seen());
            SeenDomain forked = new SeenDomain(
                    domain.body().id(), 3, DOMAIN.at(2).moved(H2, T2).last().thumbprint());
            assertThatThrownBy(() -> domain.requireNamed(forked))
                    .isInstanceOfSatisfying(MovedException.class, moved -> {
                        assertThat(moved.revision()).isEqualTo(3);
                        assertThat(moved.thumbprint())
                                .isEqualTo(domain.domain().thumbprint().value());
                    });
        }

        @Test
        void anotherDomainIsNotMovedButWrong() {
            SeenDomain other = begin(Purpose.ENCRYPT, T1).last().seen();
            assertThatThrownBy(() -> domain.requireNamed(other)).isInstanceOf(VerificationException.class);
        }
    }

    @Nested
    class D5 {

        @Test
        void aDomainMovesAlongSuccessorLinksAndNeverBackOrAside() {
            VerifiedDomain domain = DOMAIN.verified();
            assertThat(domain.mayMoveTo(verified(T2))).as("it may stay").isTrue();
            assertThat(domain.mayMoveTo(verified(T3))).isTrue();
            for (TrustChain wrong : List.of(GENESIS, T1, COUSIN, BRANCH, AFTER_BRANCH)) {
                assertThat(domain.mayMoveTo(verified(wrong)))
                        .as("%s", wrong.last())
                        .isFalse();
            }
            assertThat(DOMAIN.at(2).verified().mayMoveTo(verified(BRANCH))).isFalse();
        }

        @Test
        void aDomainFollowsWhereItStoodAndWhatThatFollowed() {
            VerifiedDomain domain = DOMAIN.verified();
            assertThat(domain.follows(T2.last().thumbprint())).isTrue();
            assertThat(domain.follows(T1.last().thumbprint())).isTrue();
            assertThat(domain.follows(GENESIS.last().thumbprint())).isFalse();
            assertThat(domain.follows(T3.last().thumbprint())).isFalse();
            assertThat(domain.follows(COUSIN.last().thumbprint())).isFalse();
        }

        @Test
        void onlyAnOperatorsGoesOutOfGenesisAndOnlyIntoTheFoundingLine() {
            Thumbprint genesis = TestSystem.genesis();
            VerifiedDomain beginning = OPERATOR.verified();
            assertThat(beginning.mayMoveTo(verified(GENESIS))).isTrue();
            assertThat(beginning.mayMoveTo(verified(T1))).isTrue();
            assertThat(beginning.mayMoveTo(verified(T2))).isTrue();
            assertThat(beginning.mayMoveTo(verified(BRANCH))).isFalse();
            assertThat(beginning.mayMoveTo(verified(AFTER_BRANCH))).isFalse();
            VerifiedDomain moved = OPERATOR.moved(H1, T1).verified();
            assertThat(moved.follows(genesis)).isTrue();
            assertThat(moved.mayMoveTo(verified(GENESIS))).isFalse();
            assertThat(moved.mayMoveTo(verified(BRANCH))).isFalse();
            for (Purpose other : List.of(Purpose.ENCRYPT, Purpose.SIGN)) {
                assertThat(VerifiedDomain.mayMove(other, genesis, verified(T1)))
                        .as(other.text())
                        .isFalse();
            }
        }
    }

    @Nested
    class D8 {

        @Test
        void aControllerIsOneByItsKey() {
            VerifiedDomain domain = DOMAIN.verified();
            assertThat(domain.isControlledBy(CLIENT.key())).isTrue();
            assertThat(domain.isControlledBy(TestController.number(2).key())).isFalse();
        }

        @Test
        void aControllerMayWhatItsRightsSay() {
            TestController backup = TestController.number(2);
            VerifiedDomain domain = DOMAIN.then(
                            H2,
                            next -> next.controlledBy(
                                    List.of(CLIENT.may(Rights.all(Purpose.ENCRYPT)), backup.may(Right.ENCRYPT))))
                    .verified();
            domain.requireMay(CLIENT.key(), Right.DECRYPT);
            domain.requireMay(backup.key(), Right.ENCRYPT);
            assertThatThrownBy(() -> domain.requireMay(backup.key(), Right.DECRYPT))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("c2 may encrypt with Domain payroll, not decrypt");
            assertThatThrownBy(() -> domain.requireMay(TestController.number(3).key(), Right.ENCRYPT))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("does not name the caller's key");
        }

        @Test
        void aRightIsOfAPurposeAndStandsOnceInTheOrderOfItsWord() {
            assertThat(Rights.of(Right.SHARE, Right.DECRYPT, Right.SHARE).words())
                    .containsExactly("decrypt", "share");
            assertThatThrownBy(() -> Rights.read(List.of("share", "decrypt")))
                    .isInstanceOf(VerificationException.class);
            assertThatThrownBy(() -> Rights.read(List.of("share", "share"))).isInstanceOf(VerificationException.class);
            assertThatThrownBy(() -> Rights.read(List.of("Share"))).isInstanceOf(VerificationException.class);
            Map<Purpose, List<Rights>> fit = Map.of(
                    Purpose.ENCRYPT, List.of(Rights.of(Right.ENCRYPT), Rights.all(Purpose.ENCRYPT)),
                    Purpose.SIGN, List.of(Rights.of(Right.SIGN), Rights.all(Purpose.SIGN)),
                    Purpose.OPERATOR, List.of(Rights.of(Right.APPROVE), Rights.of(Right.AUDIT)));
            List<Rights> none = List.of(
                    Rights.NONE,
                    Rights.of(Right.APPROVE, Right.AUDIT),
                    Rights.of(Right.APPROVE, Right.SHARE),
                    Rights.of(Right.DECRYPT, Right.SIGN));
            for (Purpose purpose : Purpose.values()) {
                for (Purpose of : Purpose.values()) {
                    for (Rights rights : fit.get(of)) {
                        assertThat(rights.fit(purpose))
                                .as("%s for %s", rights, purpose)
                                .isEqualTo(purpose == of);
                    }
                }
                for (Rights rights : none) {
                    assertThat(rights.fit(purpose))
                            .as("%s for %s", rights, purpose)
                            .isFalse();
                }
            }
        }
    }
}
