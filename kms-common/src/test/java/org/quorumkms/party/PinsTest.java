package org.quorumkms.party;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumkms.testing.TestSystem.H1;
import static org.quorumkms.testing.TestSystem.H2;
import static org.quorumkms.testing.TestSystem.OPERATORS;
import static org.quorumkms.testing.TestSystem.T1;
import static org.quorumkms.testing.TestSystem.T2;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Proof;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.home.Home;
import org.quorumkms.net.Address;
import org.quorumkms.signed.Thumbprints;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestSystem;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustVerifier;
import org.quorumkms.trust.VerifiedTrust;

/** What a home remembers: Domains that it took up (T7), those of others, lines, servers, documents. */
class PinsTest {

    private static final TestController CLIENT = TestController.number(1);
    private static final DomainHistory DOMAIN =
            begin(Purpose.ENCRYPT).then(H1).moved(H2, T2).then(H2);
    private static final DomainHistory FORK = DOMAIN.at(3).then(H2, 2);
    private static final Address ONE = new Address("127.0.0.1", 1);
    private static final Address TWO = new Address("127.0.0.1", 2);
    private static final Address THREE = new Address("127.0.0.1", 3);
    private static final Pins EMPTY = Pins.begin(TestSystem.genesis(), List.of(ONE));

    private static DomainHistory begin(Purpose purpose) {
        return DomainHistory.begin(
                purpose,
                H1,
                T1,
                first -> first.controlledBy(List.of(CLIENT.may(Rights.all(purpose))))
                        .publicKeys(
                                purpose.hasPublicKeys()
                                        ? List.of(OPERATORS.get(0).key().key())
                                        : List.of()));
    }

    private static Pins with(Pins pins, DomainHistory domain) {
        return pins.with(domain.verified(), domain.exported());
    }

    private static VerifiedTrust verified(TrustChain line) {
        return new TrustVerifier(TestSystem.genesis()).verify(line).require();
    }

    @Nested
    class T7 {

        private final Pins pins = with(EMPTY, DOMAIN.at(2));

        @Test
        void aDomainGoesForwardAndItsTrustWithIt() {
            Pins after = with(pins, DOMAIN);
            assertThat(after.domain(DOMAIN.last().body().id()).orElseThrow().descent())
                    .isEqualTo(DOMAIN.descent());
            assertThat(after.domains()).hasSize(1);
            assertThat(after.trusts().lines())
                    .extracting(VerifiedTrust::thumbprint)
                    .containsExactly(T2.last().thumbprint());
        }

        @Test
        void aDomainDoesNotGoBackNorSideways() {
            Pins after = with(pins, DOMAIN);
            assertThatThrownBy(() -> with(after, DOMAIN.at(3))).isInstanceOf(RefusedException.class);
            assertThatThrownBy(() -> with(after, FORK)).isInstanceOf(VerificationException.class);
            assertThatThrownBy(() -> after.with(DOMAIN.then(H2).verified(), new Proof(0, Thumbprints.NONE)))
                    .isInstanceOf(RefusedException.class);
        }

        @Test
        void whoeverIsNotInTheNewestOneRemembersIt() {
            DomainHistory left = DOMAIN.then(
                    H2,
                    next -> next.controlledBy(List.of(TestController.number(2).may(Right.SHARE))));
            Pins after = with(pins, DOMAIN).leaving(left.verified(), left.whole());
            PinnedDomain pinned = after.domain(DOMAIN.last().body().id()).orElseThrow();
            assertThat(pinned.left()).isTrue();
            assertThat(pinned.descent()).isEqualTo(left.descent());
            assertThat(PinSummary.of(after).domains()).isEmpty();
            // It is told again only by what descends from that.
            assertThatThrownBy(() -> with(after, DOMAIN)).isInstanceOf(RefusedException.class);
            DomainHistory back =
                    left.then(H2, next -> next.controlledBy(List.of(CLIENT.may(Rights.all(Purpose.ENCRYPT)))));
            assertThat(with(after, back).domains().get(0).left()).isFalse();
        }

        @Test
        void aPersonTakesTheOtherBranchByHand() {
            Pins after = with(pins, DOMAIN).repinned(FORK.verified());
            assertThat(after.domains()).hasSize(1);
            assertThat(after.domains().get(0).descent()).isEqualTo(FORK.descent());
            assertThat(with(after, FORK.then(H2)).domains().get(0).descent().revision())
                    .isEqualTo(6);
        }

        @Test
        void aPersonTakesTheOtherBranchOfALineByHand() {
            VerifiedTrust other = verified(TestSystem.successor(T1, List.of(H2), OPERATORS, 1));
            Pins after = with(pins, DOMAIN);
            assertThatThrownBy(() -> after.with(other)).isInstanceOf(VerificationException.class);
            assertThat(after.repinned(other).trusts().lines()).containsExactly(other);
        }

        @Test
        void aDomainOfAnotherIsExpectedAndPinsNoTrust() {
            DomainHistory signer = begin(Purpose.SIGN);
            Pins after = EMPTY.expecting(signer.verified(), signer.whole());
            assertThat(after.domains()).isEmpty();
            assertThat(after.trusts().lines()).isEmpty();
            DomainHistory next = signer.then(H1);
            assertThat(after.expecting(next.verified(), next.whole())
                            .signer(signer.last().body().id())
                            .orElseThrow()
                            .descent())
                    .isEqualTo(next.descent());
            Pins newest = after.expecting(next.verified(), next.whole());
            assertThatThrownBy(() -> newest.expecting(signer.verified(), signer.whole()))
                    .isInstanceOf(RefusedException.class);
        }
    }

    @Nested
    class Kept {

        @TempDir
        private Path folder;

        @Test
        void arePinsAsTheyWere() {
            DomainHistory signer = begin(Purpose.SIGN);
            DomainHistory left = begin(Purpose.ENCRYPT);
            Pins pins = with(with(EMPTY, DOMAIN), left)
                    .leaving(left.verified(), left.whole())
                    .expecting(signer.verified(), signer.whole())
                    .withServersSet(List.of(TWO));
            Pins read = Pins.read(pins.write());
            assertThat(read.domains()).isEqualTo(pins.domains());
            assertThat(read.signers()).isEqualTo(pins.signers());
            assertThat(read.servers()).isEqualTo(pins.servers());
            assertThat(read.trusts().lines())
                    .extracting(VerifiedTrust::thumbprint)
                    .isEqualTo(pins.trusts().lines().stream()
                            .map(VerifiedTrust::thumbprint)
                            .toList());
            assertThat(read.write()).isEqualTo(pins.write());
        }

        @Test
        void ofAnEarlierEditionAreRefused() {
            String text = new String(EMPTY.write(), StandardCharsets.UTF_8);
            byte[] earlier =
                    text.replaceFirst("\"version\" ?: ?2", "\"version\" : 1").getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> Pins.read(earlier))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("was made by an earlier edition");
        }

        @Test
        void aSummarySaysWhatAUseNeeds() {
            PinFile file = new PinFile(Home.open(folder));
            file.updateOrBegin(none -> with(EMPTY, DOMAIN));
            assertThat(file.summary()).isEqualTo(PinSummary.of(file.require()));
            assertThat(file.summary()
                            .domain(DOMAIN.last().body().id())
                            .orElseThrow()
                            .seen())
                    .isEqualTo(DOMAIN.last().seen());
        }

        @Test
        void aSummarySaysWhereNothingIsSealedWithoutAContext() {
            DomainHistory released = begin(Purpose.ENCRYPT)
                    .then(H1, next -> next.policy(new Policy(Policy.Who.CONTROLLERS, Policy.Who.QUORUM)));
            PinFile file = new PinFile(Home.open(folder));
            file.updateOrBegin(none -> with(with(EMPTY, DOMAIN), released));
            assertThat(file.summary()
                            .domain(DOMAIN.last().body().id())
                            .orElseThrow()
                            .contextRequired())
                    .isFalse();
            assertThat(file.summary()
                            .domain(released.last().body().id())
                            .orElseThrow()
                            .contextRequired())
                    .isTrue();
        }

        @Test
        void documentsAreKeptNewestFirst() throws Exception {
            KeptDomains kept = new KeptDomains(Home.open(folder), 2);
            assertThat(kept.find(DOMAIN.last().body().id())).isEmpty();
            kept.keep(DOMAIN.at(2).exported());
            kept.keep(DOMAIN.exported());
            assertThat(kept.find(DOMAIN.last().body().id()).orElseThrow().toText())
                    .isEqualTo(DOMAIN.exported().toText());
            age(DOMAIN);
            DomainHistory second = begin(Purpose.ENCRYPT);
            kept.keep(second.exported());
            kept.keep(begin(Purpose.ENCRYPT).exported());
            assertThat(kept.find(DOMAIN.last().body().id()))
                    .as("touched longest ago")
                    .isEmpty();
            assertThat(kept.find(second.last().body().id())).isPresent();
        }

        private void age(DomainHistory domain) throws Exception {
            Files.setLastModifiedTime(
                    folder.resolve("domains").resolve(domain.last().body().id().value() + ".json"),
                    FileTime.fromMillis(1_000));
        }
    }

    @Nested
    class Servers {

        @Test
        void whatAPersonSetComesFirstAndStays() {
            Pins set = EMPTY.withServersSet(List.of(TWO));
            assertThat(set.addresses()).containsExactly(TWO, ONE);
            assertThat(set.withServersNow(List.of(THREE, ONE)).addresses()).containsExactly(TWO, ONE, THREE);
            assertThat(set.withServersSet(List.of()).addresses()).containsExactly(ONE);
            assertThat(set.withServersSet(List.of(ONE)).servers())
                    .containsExactly(new KnownServer(ONE, KnownServer.Source.SET));
        }

        @Test
        void noneIsForgottenOnTheWordOfAServer() {
            Pins now = EMPTY.withServers(List.of(TWO)).withServersNow(List.of(THREE, TWO));
            assertThat(now.servers())
                    .containsExactly(
                            new KnownServer(TWO, KnownServer.Source.INVITATION),
                            new KnownServer(THREE, KnownServer.Source.SYSTEM),
                            new KnownServer(ONE, KnownServer.Source.INVITATION));
        }
    }

    @Test
    void anOperatorsOwnDomainIsTheOneThatItDidNotLeave() {
        DomainHistory operator = begin(Purpose.OPERATOR);
        Pins pins = with(EMPTY, operator);
        assertThat(pins.operatorDomain().map(PinnedDomain::id))
                .isEqualTo(Optional.of(operator.last().body().id()));
        assertThat(pins.leaving(operator.verified(), operator.whole()).operatorDomain())
                .isEmpty();
    }
}
