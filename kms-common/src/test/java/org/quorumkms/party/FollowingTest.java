package org.quorumkms.party;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumkms.testing.TestSystem.H1;
import static org.quorumkms.testing.TestSystem.H2;
import static org.quorumkms.testing.TestSystem.H3;
import static org.quorumkms.testing.TestSystem.T1;
import static org.quorumkms.testing.TestSystem.T2;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Rights;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.BehindException;
import org.quorumkms.errors.MovedException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.remote.NewestDomain;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Thumbprints;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestSystem;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustVerifier;
import org.quorumkms.trust.VerifiedTrust;

/** D3: the caller is behind, the server is behind, or they stand on two branches. */
class FollowingTest {

    /** 1 to 3 under T1, 4 moved to T2, 5 and 6. */
    private static final DomainHistory DOMAIN = DomainHistory.begin(
                    Purpose.ENCRYPT,
                    H1,
                    T1,
                    first -> first.controlledBy(List.of(TestController.number(1).may(Rights.all(Purpose.ENCRYPT)))))
            .then(H1, 2)
            .moved(H2, T2)
            .then(H3, 2);

    private static final DomainHistory FORK = DOMAIN.at(4).then(H2, 4);
    private static final DomainId ID = DOMAIN.last().body().id();
    private static final VerifiedTrust PINNED = verified(T2);

    private final Home home = new Home(DOMAIN.at(3));
    private final Server server = new Server(DOMAIN);

    private static VerifiedTrust verified(TrustChain line) {
        return new TrustVerifier(TestSystem.genesis()).verify(line).require();
    }

    /** What a home remembers, in memory. */
    private static final class Home implements Following.Memory {

        private Descent seen;
        private Optional<ExportedDomain> kept;
        private List<VerifiedTrust> lines = List.of(PINNED);

        Home(DomainHistory at) {
            seen = at.descent();
            kept = Optional.of(at.exported());
        }

        @Override
        public Descent seen(DomainId id) {
            return seen;
        }

        @Override
        public List<VerifiedTrust> lines() {
            return lines;
        }

        @Override
        public Optional<ExportedDomain> kept(DomainId id) {
            return kept;
        }

        @Override
        public void keep(Newest newest, Optional<ExportedDomain> exported) {
            seen = Descent.of(newest.domain());
            kept = exported.or(() -> kept);
        }
    }

    /** A server with one Domain, in memory. */
    private static final class Server implements Following.Server {

        private DomainHistory has;
        private NewestDomain answer;
        private boolean takes = true;
        private final List<SeenDomain> calls = new ArrayList<>();
        private int asked;
        private int exported;
        private int handedOver;

        Server(DomainHistory has) {
            this.has = has;
            this.answer = has.answer(0);
        }

        /** A use: of the newest revision alone. */
        String use(SeenDomain seen) {
            calls.add(seen);
            if (has.last().thumbprint().equals(seen.thumbprint())) {
                return "done";
            }
            if (has.last().body().revision() < seen.revision()) {
                throw new BehindException(
                        "payroll",
                        has.last().body().revision(),
                        has.last().thumbprint().value());
            }
            throw new MovedException(
                    "payroll",
                    has.last().body().revision(),
                    has.last().thumbprint().value());
        }

        @Override
        public NewestDomain newest(SeenDomain seen, Thumbprint trust) {
            asked++;
            return answer;
        }

        @Override
        public String domain(DomainId id) {
            exported++;
            return has.exported().toText();
        }

        @Override
        public void handOver(String document) {
            handedOver++;
            if (takes) {
                has = DomainHistory.of(ExportedDomain.parse(document));
            }
        }
    }

    private Following following() {
        return new Following(home, server, () -> new DomainVerifier(TestSystem.genesis()));
    }

    private String call() {
        return following().call(ID, server::use);
    }

    @Nested
    class TheCallerIsBehind {

        @Test
        void nothingIsAskedWhereItIsNot() {
            home.keep(new Newest(DOMAIN.verified(), DOMAIN.whole()), Optional.of(DOMAIN.exported()));
            assertThat(call()).isEqualTo("done");
            assertThat(server.calls).containsExactly(DOMAIN.last().seen());
            assertThat(server.asked).isZero();
        }

        @Test
        void itAsksForTheNewestOneVerifiesItKeepsItAndAsksAgain() {
            server.answer = DOMAIN.answer(3);
            assertThat(call()).isEqualTo("done");
            assertThat(server.calls)
                    .containsExactly(DOMAIN.at(3).last().seen(), DOMAIN.last().seen());
            assertThat(server.asked).isEqualTo(1);
            assertThat(home.seen).isEqualTo(DOMAIN.descent());
            // What it kept reaches to the answer: the whole document is put together here.
            assertThat(server.exported).isZero();
            assertThat(home.kept.orElseThrow().toText())
                    .isEqualTo(DOMAIN.exported().toText());
        }

        @Test
        void aLineMayBeginAfterTheTrustThatWasSeen() {
            NewestDomain whole = DOMAIN.answer(3);
            server.answer =
                    new NewestDomain(whole.document(), new TrustChain(List.of(T2.last())).toText(), 3, whole.between());
            assertThat(call()).isEqualTo("done");
            assertThat(home.kept.orElseThrow().line().toText()).isEqualTo(T2.toText());
        }

        @Test
        void aLineIsEmptyWhereTheDomainWasNotMoved() {
            home.keep(
                    new Newest(DOMAIN.at(4).verified(), DOMAIN.at(4).whole()),
                    Optional.of(DOMAIN.at(4).exported()));
            NewestDomain whole = DOMAIN.answer(4);
            server.answer = new NewestDomain(whole.document(), "[]", 4, whole.between());
            assertThat(call()).isEqualTo("done");
            assertThat(home.kept.orElseThrow().toText())
                    .isEqualTo(DOMAIN.exported().toText());
        }

        @Test
        void aKeptDocumentOfAnotherBranchIsNotGoneOnFrom() {
            // As where a branch was taken by hand, and the document was not written any more.
            home.kept = Optional.of(FORK.exported());
            home.seen = DOMAIN.at(5).descent();
            server.answer = DOMAIN.answer(5);
            assertThat(call()).isEqualTo("done");
            assertThat(server.exported).isEqualTo(1);
            assertThat(home.kept.orElseThrow().toText())
                    .isEqualTo(DOMAIN.exported().toText());
        }

        @Test
        void aLineThatBeginsNowhereIsRefused() {
            home.lines = List.of();
            NewestDomain whole = DOMAIN.answer(3);
            server.answer =
                    new NewestDomain(whole.document(), new TrustChain(List.of(T2.last())).toText(), 3, whole.between());
            assertThatThrownBy(FollowingTest.this::call)
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("does not begin with genesis");
        }

        @Test
        void aHomeThatKeptNoDocumentAsksForTheWholeOne() {
            home.kept = Optional.empty();
            server.answer = DOMAIN.answer(3);
            assertThat(call()).isEqualTo("done");
            assertThat(server.exported).isEqualTo(1);
            assertThat(home.kept.orElseThrow().domain().thumbprint())
                    .isEqualTo(DOMAIN.last().thumbprint());
        }

        @Test
        void aWholeDocumentOfAnotherRevisionIsNotKept() {
            home.kept = Optional.empty();
            server.answer = DOMAIN.at(5).answer(3);
            following().catchUp(ID);
            assertThat(home.seen).isEqualTo(DOMAIN.at(5).descent());
            assertThat(home.kept).isEmpty();
        }

        @Test
        void aServerThatNamesWhatWasSeenIsNotBelieved() {
            SeenDomain seen = home.named(ID);
            assertThatThrownBy(() -> following().call(ID, named -> {
                        server.calls.add(named);
                        throw new MovedException("payroll", 3, seen.thumbprint().value());
                    }))
                    .isInstanceOf(MovedException.class);
            assertThat(server.calls).hasSize(1);
            assertThat(server.asked).isZero();
        }

        @Test
        void aDomainThatIsChangedAsFastAsItIsAskedAboutIsLeftAlone() {
            assertThatThrownBy(() -> following().call(ID, named -> {
                        server.calls.add(named);
                        server.answer = DOMAIN.answer(0);
                        throw new MovedException(
                                "payroll", 9, Thumbprint.ofContent(new byte[1]).value());
                    }))
                    .isInstanceOf(MovedException.class);
            assertThat(server.calls).hasSize(9);
        }

        @Test
        void anAnswerThatShowsTheSameRevisionChangesNothing() {
            home.keep(new Newest(DOMAIN.verified(), DOMAIN.whole()), Optional.of(DOMAIN.exported()));
            server.answer = DOMAIN.answer(6);
            assertThat(following().catchUp(ID).domain().domain().thumbprint())
                    .isEqualTo(DOMAIN.last().thumbprint());
            assertThat(home.kept.orElseThrow().toText())
                    .isEqualTo(DOMAIN.exported().toText());
        }
    }

    @Nested
    class TheServerIsBehind {

        TheServerIsBehind() {
            home.keep(new Newest(DOMAIN.verified(), DOMAIN.whole()), Optional.of(DOMAIN.exported()));
            server.has = DOMAIN.at(3);
        }

        @Test
        void itIsHandedTheNewestDocumentAndAskedAgain() {
            assertThat(call()).isEqualTo("done");
            assertThat(server.handedOver).isEqualTo(1);
            assertThat(server.calls)
                    .containsExactly(DOMAIN.last().seen(), DOMAIN.last().seen());
            assertThat(server.has.exported().toText())
                    .isEqualTo(DOMAIN.exported().toText());
        }

        @Test
        void itIsHandedOverOnce() {
            server.takes = false;
            assertThatThrownBy(FollowingTest.this::call).isInstanceOf(BehindException.class);
            assertThat(server.handedOver).isEqualTo(1);
            assertThat(server.calls).hasSize(2);
        }

        @Test
        void nothingIsHandedOverWhereTheDocumentIsNotTheOneThatWasSeen() {
            for (Optional<ExportedDomain> kept : List.of(
                    Optional.<ExportedDomain>empty(), Optional.of(DOMAIN.at(5).exported()))) {
                home.kept = kept;
                assertThatThrownBy(FollowingTest.this::call).isInstanceOf(BehindException.class);
            }
            assertThat(server.handedOver).isZero();
        }

        @Test
        void itIsAheadOnAnotherMatterAndTheCallerCatchesUpAfterwards() {
            // Handed over while another caller changed it there: moved, then.
            DomainHistory next = DOMAIN.then(H2);
            List<String> steps = new ArrayList<>();
            String done = following().call(ID, named -> {
                steps.add(named.revision() + "");
                if (steps.size() == 1) {
                    throw new BehindException("payroll", 3, "x");
                }
                server.has = next;
                server.answer = next.answer(6);
                return server.use(named);
            });
            assertThat(done).isEqualTo("done");
            assertThat(steps).containsExactly("6", "6", "7");
        }
    }

    @Nested
    class Forked {

        Forked() {
            home.keep(new Newest(DOMAIN.verified(), DOMAIN.whole()), Optional.of(DOMAIN.exported()));
            server.has = FORK;
        }

        private void nothingWasKept() {
            assertThat(home.seen).isEqualTo(DOMAIN.descent());
            assertThat(home.kept.orElseThrow().domain().thumbprint())
                    .isEqualTo(DOMAIN.last().thumbprint());
            assertThat(server.handedOver).isZero();
        }

        @Test
        void isSaidWhereAnotherOfTheNumberIsShownFromACommonOne() {
            server.answer = FORK.answer(0);
            assertThatThrownBy(FollowingTest.this::call)
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("forked")
                    .hasMessageContaining("domain repin");
            nothingWasKept();
        }

        @Test
        void isNotSaidWhereItIsNotShown() {
            server.answer = FORK.answer(6);
            assertThatThrownBy(FollowingTest.this::call)
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("not shown to descend");
            nothingWasKept();
        }

        @Test
        void anOlderOneIsNotKept() {
            server.answer = DOMAIN.at(5).answer(0);
            assertThatThrownBy(FollowingTest.this::call)
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("is older than revision 6");
            nothingWasKept();
        }

        @Test
        void anotherDomainIsNotKept() {
            DomainHistory other = DomainHistory.begin(Purpose.ENCRYPT, H1, T1, first -> first.controlledBy(List.of()));
            server.answer = other.then(H1, 7).answer(0);
            assertThatThrownBy(FollowingTest.this::call).isInstanceOf(VerificationException.class);
            nothingWasKept();
        }

        @Test
        void aDocumentThatDoesNotVerifyIsNotKept() {
            NewestDomain honest = DOMAIN.then(H2).answer(6);
            // Signed by the HSM that was dropped.
            String forged = H1.sign(DOMAIN.then(H2).last().body()).toText();
            server.answer = new NewestDomain(forged, honest.line(), 6, Thumbprints.NONE.toText());
            assertThatThrownBy(FollowingTest.this::call)
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("signed by an HSM of its Trust");
            nothingWasKept();
        }
    }
}
