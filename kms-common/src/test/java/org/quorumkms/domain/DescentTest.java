package org.quorumkms.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumkms.testing.TestSystem.GENESIS;
import static org.quorumkms.testing.TestSystem.H1;
import static org.quorumkms.testing.TestSystem.H2;
import static org.quorumkms.testing.TestSystem.H3;
import static org.quorumkms.testing.TestSystem.T1;
import static org.quorumkms.testing.TestSystem.T2;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.quorumkms.domain.Descent.Kinship;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Thumbprints;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.testing.Revision;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestOperator;
import org.quorumkms.testing.TestRing;

/** Histories of Domains: what was seen, what is shown with which proof, and what must become of it (T7). */
class DescentTest {

    private static final TestController CLIENT = TestController.number(1);
    private static final Thumbprint ORDER = Bytes.utf8("order").thumbprint();

    /** 1 to 4 under T1 by h1, 5 moved to T2 by h2, 6 and 7 by h3. */
    private static final DomainHistory HONEST =
            begin(Purpose.ENCRYPT).then(H1, 3).moved(H2, T2).then(H3, 2);

    /** 6 and 7 once more, after the same 5. */
    private static final DomainHistory FORK = HONEST.at(5).then(H2, 2);

    private static DomainHistory begin(Purpose purpose) {
        return DomainHistory.begin(
                purpose, H1, T1, first -> first.controlledBy(List.of(CLIENT.may(Rights.all(Purpose.ENCRYPT)))));
    }

    /** What is seen, what is shown, with which proof. */
    record Case(
            String name, DomainHistory seen, Supplier<DomainHistory> shown, Supplier<Proof> proof, Kinship expected) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Case of(String name, DomainHistory seen, DomainHistory shown, Proof proof, Kinship expected) {
        return new Case(name, seen, () -> shown, () -> proof, expected);
    }

    /** The revision after the last of some, under T1 by h1 which was dropped: its moves are as if it never had been. */
    private static DomainHistory forgedUnderT1(DomainHistory after) {
        Domain forged = Revision.after(after.last())
                .with(
                        "moves",
                        List.of(Map.of(
                                "revision", 1, "trust", T1.last().thumbprint().value())))
                .with("trust", T1.last().thumbprint().value())
                .keys(TestRing.of(1), T1.last().body().hsms())
                .signedBy(H1);
        return after.then(forged, T1);
    }

    private static DomainHistory movedAt(int revision, DomainHistory after) {
        Domain moved = Revision.after(after.last())
                .with(
                        "moves",
                        List.of(
                                Map.of(
                                        "revision",
                                        1,
                                        "trust",
                                        T1.last().thumbprint().value()),
                                Map.of(
                                        "revision",
                                        revision,
                                        "trust",
                                        T2.last().thumbprint().value())))
                .with("trust", T2.last().thumbprint().value())
                .keys(TestRing.of(1), T2.last().body().hsms())
                .signedBy(H2);
        return after.then(moved, T2);
    }

    /** The next revision with another number than the next. */
    private static DomainHistory numbered(int revision, DomainHistory after) {
        Domain skipping = Revision.after(after.last())
                .numbered(revision, TestRing.of(1), T2.last().body().hsms())
                .signedBy(H2);
        return after.then(skipping, T2);
    }

    private static DomainHistory saying(String member, Object value, DomainHistory after) {
        Domain other = Revision.after(after.last())
                .with(member, value)
                .keys(TestRing.of(1), T2.last().body().hsms())
                .signedBy(H2);
        return after.then(other, T2);
    }

    /** The same document with another purpose: for signing, with one key. */
    private static DomainHistory signing(DomainHistory after) {
        Domain other = Revision.after(after.last())
                .with("purpose", "sign")
                .without("policy")
                .with(
                        "controllers",
                        List.of(CLIENT.may(Rights.all(Purpose.SIGN)).toJson()))
                .with("publicKeys", List.of(TestOperator.number(0).key().key().toJson()))
                .with("since", 1)
                .keys(TestRing.EMPTY, T2.last().body().hsms())
                .signedBy(H2);
        return after.then(other, T2);
    }

    private static final DomainHistory LAUNDERED = forgedUnderT1(HONEST.at(6)).moved(H2, T2);

    private static final DomainHistory TOMBSTONE = HONEST.deleted(H2, ORDER);

    private static final DomainHistory OPERATOR = DomainHistory.begin(
            Purpose.OPERATOR,
            H1,
            GENESIS,
            first -> first.controlledBy(List.of(CLIENT.may(Right.APPROVE)))
                    .publicKeys(List.of(TestOperator.number(0).key().key())));

    static Stream<Case> cases() {
        DomainHistory six = HONEST.at(6);
        DomainHistory otherFirst = otherFirst();
        Proof tooLong = new Proof(3, HONEST.at(6).after(2).thumbprints());
        Proof tooShort = new Proof(3, HONEST.at(6).after(4).thumbprints());
        Proof wrong = new Proof(3, Thumbprints.of(List.of(ORDER, ORDER)));
        return Stream.of(
                // What descends.
                of("the same", six, six, new Proof(6, Thumbprints.NONE), Kinship.SAME),
                of("the same, whatever the proof", six, six, wrong, Kinship.SAME),
                of("the next", HONEST.at(5), six, six.after(5), Kinship.LATER),
                of("later, by what stands between", HONEST.at(3), six, six.after(3), Kinship.LATER),
                of("later, by all that was before it", HONEST.at(3), six, six.whole(), Kinship.LATER),
                of("later than the first", HONEST.at(1), HONEST, HONEST.after(1), Kinship.LATER),
                of("a tombstone", six, TOMBSTONE, TOMBSTONE.after(6), Kinship.LATER),
                of(
                        "an operator's Domain that went from genesis into the founding line",
                        OPERATOR,
                        OPERATOR.moved(H1, T1),
                        new Proof(1, Thumbprints.NONE),
                        Kinship.LATER),
                // The server is behind.
                of("older", six, HONEST.at(3), HONEST.at(3).whole(), Kinship.OLDER),
                of("older, of another branch", HONEST, FORK.at(6), FORK.at(6).whole(), Kinship.OLDER),
                // Forked: shown from a common revision.
                of(
                        "another of the same number after the same one",
                        six,
                        FORK.at(6),
                        FORK.at(6).after(5),
                        Kinship.FORKED),
                of(
                        "another first one of the same id",
                        HONEST.at(1),
                        otherFirst,
                        Proof.whole(Thumbprints.NONE),
                        Kinship.FORKED),
                of("of the same number, forked before it", HONEST, FORK, FORK.whole(), Kinship.FORKED),
                of("later, forked at the number", six, FORK, FORK.whole(), Kinship.FORKED),
                of(
                        "later, forked below the number",
                        HONEST,
                        FORK.then(H2),
                        FORK.then(H2).whole(),
                        Kinship.FORKED),
                // Not shown: it may be that the server lies, or does not know.
                of("of the same number, forked before it, by nothing", HONEST, FORK, FORK.after(7), Kinship.NOT_SHOWN),
                of("later, forked, by what stands between", six, FORK, FORK.after(6), Kinship.NOT_SHOWN),
                of(
                        "later than another first one: no earlier revision is common",
                        HONEST.at(1),
                        otherFirst.then(H1),
                        otherFirst.then(H1).whole(),
                        Kinship.NOT_SHOWN),
                of("too long a proof", HONEST.at(3), six, tooLong, Kinship.NOT_SHOWN),
                of("too short a proof", HONEST.at(3), six, tooShort, Kinship.NOT_SHOWN),
                of("no proof", HONEST.at(3), six, new Proof(3, Thumbprints.NONE), Kinship.NOT_SHOWN),
                of("a wrong proof", HONEST.at(3), six, wrong, Kinship.NOT_SHOWN),
                of(
                        "a number that is higher than its history is long",
                        six,
                        numbered(9, six),
                        six.then(H2).after(6),
                        Kinship.NOT_SHOWN),
                of(
                        "the same, by all that was before it",
                        six,
                        numbered(9, six),
                        six.then(H2).whole(),
                        Kinship.NOT_SHOWN),
                of("a proof after another number", HONEST.at(3), six, six.after(2), Kinship.NOT_SHOWN),
                of(
                        "a whole proof that does not give its history",
                        HONEST.at(3),
                        six,
                        Proof.whole(Thumbprints.of(List.of(
                                HONEST.at(1).last().thumbprint(),
                                HONEST.at(2).last().thumbprint(),
                                HONEST.at(3).last().thumbprint(),
                                ORDER,
                                ORDER))),
                        Kinship.NOT_SHOWN),
                of("a whole proof that is too short", six, HONEST, HONEST.at(6).whole(), Kinship.NOT_SHOWN),
                // It says itself that it does not.
                of("another Domain", six, begin(Purpose.ENCRYPT), six.whole(), Kinship.FOREIGN),
                of(
                        "another Domain with a higher number",
                        HONEST.at(1),
                        begin(Purpose.ENCRYPT).then(H1, 2),
                        six.whole(),
                        Kinship.FOREIGN),
                of("another purpose", six, signing(six), six.then(H2).after(6), Kinship.FOREIGN),
                of(
                        "another beginning",
                        six,
                        saying("created", "2026-11-23T09:59:59Z", six),
                        six.then(H2).after(6),
                        Kinship.FOREIGN),
                of(
                        "a successor of a tombstone",
                        TOMBSTONE,
                        TOMBSTONE.then(
                                Revision.after(TOMBSTONE.last())
                                        .with("state", "enabled")
                                        .without("disabledBy")
                                        .without("disabledSince")
                                        .keys(TestRing.of(1), T2.last().body().hsms())
                                        .signedBy(H2),
                                T2),
                        new Proof(8, Thumbprints.NONE),
                        Kinship.FOREIGN),
                of(
                        "F1: a dropped HSM's, under its old Trust",
                        six,
                        forgedUnderT1(six),
                        new Proof(6, Thumbprints.NONE),
                        Kinship.FOREIGN),
                of("F1: the same, moved by an honest HSM", six, LAUNDERED, LAUNDERED.after(6), Kinship.FOREIGN),
                of("F1: the same, seen at the move", HONEST.at(5), LAUNDERED, LAUNDERED.whole(), Kinship.FOREIGN),
                of(
                        "F1: not protected, who did not see the move",
                        HONEST.at(4),
                        LAUNDERED,
                        LAUNDERED.after(4),
                        Kinship.LATER),
                of(
                        "a move below the number that was seen",
                        HONEST.at(4),
                        movedAt(3, HONEST.at(4)),
                        new Proof(4, Thumbprints.NONE),
                        Kinship.FOREIGN),
                of(
                        "a move at the number that was seen",
                        HONEST.at(4),
                        movedAt(4, HONEST.at(4)),
                        new Proof(4, Thumbprints.NONE),
                        Kinship.FOREIGN),
                of(
                        "a move above the number that was seen",
                        HONEST.at(4),
                        movedAt(5, HONEST.at(4)),
                        new Proof(4, Thumbprints.NONE),
                        Kinship.LATER));
    }

    /** Revision 1 of the honest Domain's id, made once more. */
    private static DomainHistory otherFirst() {
        return DomainHistory.of(new ExportedDomain(
                Revision.of(HONEST.at(1).last().body()).with("name", "other").signedBy(H1), T1, Thumbprints.NONE));
    }

    @Nested
    class T7 {

        @ParameterizedTest
        @MethodSource("org.quorumkms.domain.DescentTest#cases")
        void saysHowARevisionStandsToTheOneThatWasSeen(Case one) {
            Descent seen = one.seen().descent();
            VerifiedDomain shown = one.shown().get().verified();
            Proof proof = one.proof().get();
            assertThat(seen.of(shown, proof)).isEqualTo(one.expected());
            switch (one.expected()) {
                case SAME, LATER -> seen.require(shown, proof);
                case OLDER, NOT_SHOWN ->
                    assertThatThrownBy(() -> seen.require(shown, proof))
                            .isInstanceOf(RefusedException.class)
                            .hasMessageContaining("T7");
                default ->
                    assertThatThrownBy(() -> seen.require(shown, proof))
                            .isInstanceOf(VerificationException.class)
                            .hasMessageContaining("T7");
            }
        }

        @Test
        void aForkNamesBothRevisionsAndHowOneIsTaken() {
            Descent seen = HONEST.descent();
            assertThatThrownBy(() -> seen.require(FORK.verified(), FORK.whole()))
                    .hasMessageContaining(seen.thumbprint().abbreviated())
                    .hasMessageContaining(
                            "domain repin payroll --thumbprint " + FORK.last().thumbprint());
        }

        @Test
        void aServerThatIsBehindIsToldSo() {
            assertThatThrownBy(() -> HONEST.descent()
                            .require(HONEST.at(3).verified(), HONEST.at(3).whole()))
                    .hasMessageContaining("is older than revision 7")
                    .hasMessageContaining("domain import");
        }

        @Test
        void aTombstonesSuccessorIsToldApart() {
            Descent seen = TOMBSTONE.descent();
            DomainHistory risen = TOMBSTONE.then(
                    Revision.after(TOMBSTONE.last())
                            .with("state", "enabled")
                            .without("disabledBy")
                            .without("disabledSince")
                            .keys(TestRing.of(1), T2.last().body().hsms())
                            .signedBy(H2),
                    T2);
            assertThatThrownBy(() -> seen.require(risen.verified(), risen.after(8)))
                    .hasMessageContaining("is deleted for ever");
        }

        @Test
        void isRememberedAsItWasSeen() {
            for (DomainHistory history : List.of(HONEST, TOMBSTONE, OPERATOR)) {
                Descent seen = history.descent();
                var members = StrictJson.object("It", Json.write(seen.toJson()));
                assertThat(Descent.take(members)).isEqualTo(seen);
                members.end();
                assertThat(seen.seen()).isEqualTo(history.last().seen());
                assertThat(seen.trust()).isEqualTo(history.line().last().thumbprint());
            }
        }
    }

    @Nested
    class Histories {

        @Test
        void oneValueFixesAllRevisionsBefore() {
            DomainId id = HONEST.last().body().id();
            History computed = History.begin(id);
            assertThat(HONEST.at(1).last().body().history()).isEqualTo(computed);
            for (int revision = 1; revision < 7; revision++) {
                computed = computed.then(HONEST.at(revision).last().thumbprint());
                assertThat(HONEST.at(revision + 1).last().body().history()).isEqualTo(computed);
            }
            assertThat(History.begin(id).then(HONEST.earlier())).isEqualTo(computed);
        }

        @Test
        void anExportShowsItsOwnHistoryOrIsRefused() {
            assertThat(ExportedDomain.parse(HONEST.exported().toText()).earlier())
                    .isEqualTo(HONEST.earlier());
            Thumbprints earlier = HONEST.earlier();
            for (Thumbprints wrong : List.of(
                    Thumbprints.NONE,
                    earlier.part(1, 6),
                    earlier.part(0, 5),
                    earlier.then(ORDER),
                    earlier.part(0, 5).then(ORDER),
                    FORK.earlier())) {
                assertThatThrownBy(() -> new ExportedDomain(HONEST.last(), T2, wrong))
                        .isInstanceOf(VerificationException.class)
                        .hasMessageContaining("does not have the earlier revisions");
            }
        }

        @Test
        void anExportKnowsItsRevisionsByNumber() {
            ExportedDomain exported = HONEST.exported();
            for (int revision = 1; revision <= 7; revision++) {
                Thumbprint own = HONEST.at(revision).last().thumbprint();
                assertThat(exported.revision(revision)).isEqualTo(own);
                assertThat(exported.holds(revision, own)).isTrue();
                assertThat(exported.holds(revision, ORDER)).isFalse();
            }
            assertThat(exported.holds(0, ORDER)).isFalse();
            assertThat(exported.holds(8, HONEST.last().thumbprint())).isFalse();
            assertThat(exported.holds(6, FORK.at(6).last().thumbprint())).isFalse();
        }

        @Test
        void theBuilderNeverGoesBackInTime() {
            Domain before = HONEST.last();
            DomainBody after = DomainBuilder.after(
                            before, before.body().changed().minusSeconds(60))
                    .build(Optional.of(before.body().keys().orElseThrow()));
            assertThat(after.changed()).isEqualTo(before.body().changed());
        }
    }
}
