package org.quorumkms.server.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumkms.server.manager.Scene.ALICE;
import static org.quorumkms.server.manager.Scene.BACKUP;
import static org.quorumkms.server.manager.Scene.BOB;
import static org.quorumkms.server.manager.Scene.CLIENT;
import static org.quorumkms.server.manager.Scene.encrypt;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.errors.ClosedException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.remote.SignTrust;
import org.quorumkms.server.store.JdbcStore;
import org.quorumkms.server.store.Store;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;

/** D7: what is imported or handed over, of whom it is taken, and what it is held against. */
class D7Test {

    @TempDir
    private Path folder;

    private Scene scene;
    private TestServer system;

    /** The row of payroll at revision 2, and what a home had of it then. */
    private DatabaseEditor.Rows second;

    private ExportedDomain secondWhole;

    @BeforeEach
    void begin() {
        scene = new Scene(folder);
        system = scene.system;
        second = scene.editor.rows(scene.payroll);
        secondWhole = scene.exported(scene.payroll);
    }

    @AfterEach
    void end() {
        scene.close();
    }

    private static void handOver(TestNode node, ExportedDomain exported) {
        node.manager().imports().handOver(TestServer.ec(CLIENT), exported.toText());
    }

    private static void importIt(TestNode node, ExportedDomain exported) {
        node.manager().imports().importDomain(ALICE.caller(), exported.toText());
    }

    private ExportedDomain shared() {
        scene.share();
        return scene.exported(scene.payroll);
    }

    private ExportedDomain rotated(Manager manager) {
        scene.rotate(manager, scene.payroll);
        return scene.exported(scene.payroll);
    }

    private void requireStored(ExportedDomain exported) {
        assertThat(scene.exported(scene.payroll).toText()).isEqualTo(exported.toText());
    }

    /** (1) Where the server remembers one, it must be that or descend from it. */
    @Nested
    class WhatIsRemembered {

        @Test
        void anOlderOneIsRefusedAlsoWhereTheStoreShowsAnEvenOlderOne() {
            ExportedDomain third = shared();
            rotated(system.manager());
            scene.editor.put(second);
            for (ExportedDomain older : List.of(secondWhole, third)) {
                assertThatThrownBy(() -> handOver(system.first(), older))
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining("is older than revision 4");
                assertThatThrownBy(() -> importIt(system.first(), older))
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining("D7: nothing was imported.");
            }
        }

        @Test
        void theRememberedOneItselfIsTakenWhereTheStoreShowsAnother() {
            ExportedDomain third = shared();
            scene.editor.put(second);
            rotated(scene.other(1).manager());
            assertThatThrownBy(() ->
                            encrypt(system.manager(), CLIENT, third.domain().seen()))
                    .isInstanceOf(ClosedException.class);
            handOver(system.first(), third);
            requireStored(third);
            assertThat(encrypt(system.manager(), CLIENT, third.domain().seen()).seen())
                    .isEqualTo(third.domain().seen());
        }

        @Test
        void anotherBranchIsRefused() {
            shared();
            scene.editor.put(second);
            TestNode other = scene.other(1);
            ExportedDomain fork = rotated(other.manager());
            ExportedDomain longer = rotated(other.manager());
            for (ExportedDomain one : List.of(fork, longer)) {
                assertThatThrownBy(() -> importIt(system.first(), one))
                        .isInstanceOf(VerificationException.class)
                        .hasMessageContaining("forked");
            }
        }

        @Test
        void aLaterOneIsTakenAndRemembered() {
            ExportedDomain third = shared();
            TestNode other = scene.other(1);
            ExportedDomain fourth = rotated(other.manager());
            scene.editor.put(second);
            handOver(system.first(), fourth);
            requireStored(fourth);
            assertThat(system.first().memory().seen(scene.payroll).orElseThrow().seen())
                    .isEqualTo(fourth.domain().seen());
            assertThat(scene.exported(scene.payroll).holds(3, third.domain().thumbprint()))
                    .isTrue();
        }
    }

    /** (2) Where the store has one that counts, it must be that or descend from it. */
    @Nested
    class WhatTheStoreHas {

        @Test
        void anOlderOneAndAnotherBranchAreRefusedWhereNothingIsRemembered() {
            ExportedDomain third = shared();
            scene.editor.put(second);
            TestNode maker = scene.other(1);
            rotated(maker.manager());
            TestNode fresh = scene.other(2);
            assertThatThrownBy(() -> importIt(fresh, third))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("forked");
            assertThatThrownBy(() -> importIt(fresh, secondWhole))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("is older than");
        }

        @Test
        void alsoWhereTheStoreKnowsMoreThanIsRemembered() {
            TestNode fresh = scene.other(1);
            encrypt(fresh.manager(), CLIENT, scene.seen(scene.payroll));
            ExportedDomain third = shared();
            ExportedDomain fourth = rotated(system.manager());
            assertThatThrownBy(() -> importIt(fresh, third))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("is older than revision 4");
            requireStored(fourth);
        }

        @Test
        void aRowThatDoesNotVerifyDoesNotCount() {
            ExportedDomain third = shared();
            Domain real = scene.stored(scene.payroll);
            Trust next = scene.successor(scene.trust, List.of(scene.h2()), scene.alice, scene.bob);
            // Under the newest Trust, by the HSM that it dropped.
            Domain forged = org.quorumkms.testing.Revision.after(real)
                    .with("trust", next.thumbprint().value())
                    .with(
                            "moves",
                            List.of(
                                    java.util.Map.of(
                                            "revision",
                                            1,
                                            "trust",
                                            scene.trust.thumbprint().value()),
                                    java.util.Map.of(
                                            "revision",
                                            4,
                                            "trust",
                                            next.thumbprint().value())))
                    .keys(org.quorumkms.testing.TestRing.of(1), next.body().hsms())
                    .signedBy(TestServer.thiefOfH1());
            scene.editor.putNext(forged);
            TestNode fresh = scene.other(1);
            importIt(fresh, third);
            requireStored(third);
        }

        @Test
        void aRowThatCannotBeReadDoesNotCountEither() {
            ExportedDomain third = shared();
            scene.editor.putDocument(scene.payroll, "{}");
            TestNode fresh = scene.other(1);
            importIt(fresh, third);
            requireStored(third);
        }

        @Test
        void whatIsThereAlreadyIsRemembered() {
            ExportedDomain third = shared();
            TestNode fresh = scene.other(1);
            importIt(fresh, third);
            scene.editor.put(second);
            assertThat(encrypt(fresh.manager(), BACKUP, third.domain().seen()).seen())
                    .isEqualTo(third.domain().seen());
        }
    }

    /** (3) Where neither knows the id, it is taken in as it is. */
    @Nested
    class WhatNobodyKnows {

        @Test
        void isTakenInAndRemembered() {
            ExportedDomain third = shared();
            scene.editor.remove(scene.payroll);
            TestNode fresh = scene.other(1);
            importIt(fresh, third);
            requireStored(third);
            scene.editor.put(second);
            TestNode again = system.restart(fresh);
            assertThat(encrypt(again.manager(), BACKUP, third.domain().seen()).seen())
                    .isEqualTo(third.domain().seen());
        }

        @Test
        void aTombstoneIsAsAnyRevision() {
            Order disabling = scene.ordered(new Decision.Disable(), scene.payroll);
            scene.clock.turn(Duration.ofDays(7).plusSeconds(1));
            scene.ordered(new Decision.Delete(disabling.thumbprint()), scene.payroll);
            ExportedDomain tombstone = scene.exported(scene.payroll);
            scene.editor.put(second);
            TestNode fresh = scene.other(1);
            handOver(fresh, tombstone);
            assertThat(scene.stored(scene.payroll).body().state()).isEqualTo(DomainState.DELETED);
            assertThatThrownBy(() -> importIt(fresh, secondWhole)).isInstanceOf(RefusedException.class);
        }

        @Test
        void aLineKeepsItsOneWayForward() {
            ExportedDomain own = scene.exported(scene.alice.body().id());
            Trust next = scene.successor(scene.trust, List.of(scene.h2()), scene.alice, scene.bob);
            scene.move(system.manager(), scene.payroll, next);
            ExportedDomain moved = scene.exported(scene.payroll);
            // In another database the same line went on otherwise.
            try (Store empty = JdbcStore.openSqlite(folder.resolve("other.sqlite"))) {
                Manager other = system.join(empty, "127.0.0.1:7399").manager();
                other.importByHost(own.toText());
                other.imports().importDomain(ALICE.caller(), secondWhole.toText());
                Trust fork = Trust.parse(other.trusts()
                        .create(
                                new Request(ALICE.caller(), system.request()),
                                system.plan(
                                        TrustKind.SUCCESSOR,
                                        scene.trust.thumbprint(),
                                        List.of(scene.h2()),
                                        1,
                                        scene.alice)));
                other.trusts()
                        .addApproval(
                                new Request(ALICE.caller(), system.request()),
                                fork.thumbprint(),
                                Scene.approval(ALICE, fork));
                other.trusts()
                        .sign(
                                new Request(ALICE.caller(), system.request()),
                                new SignTrust(fork.thumbprint(), List.of()));
                assertThatThrownBy(() -> other.imports().importDomain(ALICE.caller(), moved.toText()))
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining("one way forward");
                assertThat(other.domains()
                                .newest(ALICE.caller(), secondWhole.domain().seen(), scene.trust.thumbprint())
                                .after())
                        .isEqualTo(2);
            }
        }
    }

    @Nested
    class OfWhomItIsTaken {

        private Trust next;
        private ExportedDomain forged;

        /** H1 was dropped, and signs on under the Trust in which it was; the store shows what was before the move. */
        private void h1IsDropped() {
            Domain real = scene.stored(scene.payroll);
            Domain made = org.quorumkms.testing.Revision.after(real)
                    .keys(
                            org.quorumkms.testing.TestRing.of(1),
                            scene.trust.body().hsms())
                    .signedBy(TestServer.thiefOfH1());
            forged = new ExportedDomain(
                    made, secondWhole.line(), secondWhole.earlier().then(real.thumbprint()));
            next = scene.successor(scene.trust, List.of(scene.h2()), scene.alice, scene.bob);
        }

        @Test
        void ofAControllerWhatAnHsmOfTheNewestTrustSigned() {
            h1IsDropped();
            TestNode fresh = scene.other(1);
            assertThatThrownBy(() -> handOver(fresh, forged))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("D3: the HSM that signed this revision is not in Trust 3");
            scene.move(system.manager(), scene.payroll, next);
            ExportedDomain moved = scene.exported(scene.payroll);
            scene.editor.put(second);
            handOver(scene.other(2), moved);
            requireStored(moved);
        }

        @Test
        void ofAControllerOfTheRevisionThatTheServerHas() {
            ExportedDomain third = shared();
            scene.editor.put(second);
            TestNode fresh = scene.other(1);
            assertThatThrownBy(() -> fresh.manager().imports().handOver(TestServer.ec(BACKUP), third.toText()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("from a controller that it knows, or from an operator of its line");
            handOver(fresh, third);
            requireStored(third);
            scene.unshare(system.manager());
            ExportedDomain fourth = scene.exported(scene.payroll);
            scene.editor.put(second);
            assertThatThrownBy(
                            () -> scene.other(2).manager().imports().handOver(TestServer.ec(BACKUP), fourth.toText()))
                    .isInstanceOf(RefusedException.class);
        }

        @Test
        void ofAnOperatorOfTheLine() {
            h1IsDropped();
            ExportedDomain third = shared();
            scene.editor.put(second);
            TestNode fresh = scene.other(1);
            fresh.manager().imports().handOver(BOB.caller(), third.toText());
            requireStored(third);
        }

        @Test
        void notOfOneWhoWasRemovedFromIt() {
            ExportedDomain third = shared();
            scene.successor(scene.trust, List.of(scene.h2()), scene.alice);
            scene.editor.put(second);
            TestNode fresh = scene.other(1);
            assertThatThrownBy(() -> fresh.manager().imports().handOver(BOB.caller(), third.toText()))
                    .isInstanceOf(RefusedException.class);
            assertThatThrownBy(() -> fresh.manager().imports().importDomain(BOB.caller(), third.toText()))
                    .isInstanceOf(RefusedException.class);
        }

        @Test
        void notOfAnOperatorOfAnotherLine() {
            h1IsDropped();
            Trust branch = system.create(
                    ALICE.connection(),
                    system.plan(TrustKind.BRANCH, next.thumbprint(), List.of(scene.h2()), 1, scene.bob));
            scene.signed(branch, BOB);
            Trust without = scene.successor(next, List.of(scene.h2()), scene.alice);
            TestNode fresh = scene.other(1);
            for (ExportedDomain one : List.of(forged, secondWhole)) {
                assertThatThrownBy(() -> fresh.manager().imports().importDomain(BOB.caller(), one.toText()))
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining("bob is not an operator of Trust "
                                + without.body().id());
                assertThatThrownBy(() -> fresh.manager().imports().handOver(BOB.caller(), one.toText()))
                        .isInstanceOf(RefusedException.class);
            }
        }

        @Test
        void whatDoesNotVerifyIsTakenOfNobody() {
            ExportedDomain third = shared();
            scene.editor.put(second);
            TestNode fresh = scene.other(1);
            Domain unsigned = org.quorumkms.testing.Revision.after(secondWhole.domain())
                    .with("name", "other")
                    .signedBy(org.quorumkms.testing.TestHsm.number(3));
            ExportedDomain forgery = new ExportedDomain(unsigned, third.line(), third.earlier());
            assertThatThrownBy(() -> importIt(fresh, forgery)).isInstanceOf(VerificationException.class);
            assertThatThrownBy(() -> fresh.manager().importByHost(forgery.toText()))
                    .isInstanceOf(VerificationException.class);
            assertThat(scene.revision(scene.payroll)).contains(2);
        }
    }
}
