package org.quorumkms.server.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.quorumkms.server.manager.Scene.ALICE;
import static org.quorumkms.server.manager.Scene.BACKUP;
import static org.quorumkms.server.manager.Scene.BOB;
import static org.quorumkms.server.manager.Scene.CLIENT;
import static org.quorumkms.server.manager.Scene.controller;
import static org.quorumkms.server.manager.Scene.encrypt;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.BehindException;
import org.quorumkms.errors.ClosedException;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.MovedException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.TryAgainException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.remote.NewDomain;
import org.quorumkms.remote.Sealed;
import org.quorumkms.remote.SignTrust;
import org.quorumkms.server.ledger.Branches;
import org.quorumkms.server.manager.FaultyStore.Killed;
import org.quorumkms.server.manager.FaultyStore.When;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;

/** Protocol.md section 7: what a server saw stays seen, whatever the database shows it afterwards. */
class ServerMemoryTest {

    @TempDir
    private Path folder;

    private Scene scene;
    private TestServer system;

    @BeforeEach
    void begin() {
        scene = new Scene(folder);
        system = scene.system;
    }

    @AfterEach
    void end() {
        scene.close();
    }

    private Manager manager() {
        return system.manager();
    }

    /** The first server ends and starts again. */
    private void restart() {
        system.ask(system.restart(system.first()));
    }

    /** The first server is killed, and starts again with what stands on its disk. */
    private void killedAndStarted() {
        system.ask(system.killed(system.first(), scene.store));
    }

    /** What a server changed is not kept whole any more. */
    private void aWeekLater() {
        scene.clock.turn(Duration.ofDays(8));
        restart();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> system.first().memory().kept(scene.payroll).isEmpty());
    }

    @Nested
    class WhatItRemembers {

        @Test
        void whatItChangedIsHandedBackToAStoreThatLostIt() {
            DatabaseEditor.Rows before = scene.editor.rows(scene.payroll);
            scene.share();
            SeenDomain shared = scene.seen(scene.payroll);
            scene.editor.put(before);
            restart();
            assertThat(encrypt(manager(), CLIENT, shared).seen()).isEqualTo(shared);
            assertThat(scene.exported(scene.payroll).domain().seen()).isEqualTo(shared);
        }

        @Test
        void alsoWhenTheRowIsGone() {
            scene.share();
            SeenDomain shared = scene.seen(scene.payroll);
            scene.editor.remove(scene.payroll);
            restart();
            assertThat(encrypt(manager(), BACKUP, shared).seen()).isEqualTo(shared);
            assertThat(scene.exported(scene.payroll).earlier().size()).isEqualTo(2);
        }

        @Test
        void whatItChangedAndKeptWholeNoMoreIsNotUsedAtAnOlderRevision() {
            DatabaseEditor.Rows before = scene.editor.rows(scene.payroll);
            SeenDomain old = scene.seen(scene.payroll);
            scene.share();
            SeenDomain shared = scene.seen(scene.payroll);
            aWeekLater();
            scene.editor.put(before);
            restart();
            for (SeenDomain named : List.of(old, shared)) {
                assertThatThrownBy(() -> encrypt(manager(), CLIENT, named))
                        .isInstanceOf(BehindException.class)
                        .hasMessageContaining("up to revision 2 only");
            }
            assertThatThrownBy(() -> scene.rotate(manager(), scene.payroll)).isInstanceOf(BehindException.class);
            assertThat(scene.revision(scene.payroll)).contains(2);
        }

        @Test
        void whatItOnlyUsedIsNotUsedAtAnOlderRevision() {
            DatabaseEditor.Rows before = scene.editor.rows(scene.payroll);
            SeenDomain old = scene.seen(scene.payroll);
            scene.share();
            SeenDomain shared = scene.seen(scene.payroll);
            TestNode other = scene.other(1);
            encrypt(other.manager(), CLIENT, shared);
            scene.editor.put(before);
            TestNode again = system.restart(other);
            assertThatThrownBy(() -> encrypt(again.manager(), CLIENT, old)).isInstanceOf(BehindException.class);
            assertThatThrownBy(() -> scene.rotate(again.manager(), scene.payroll))
                    .isInstanceOf(BehindException.class);
        }

        @Test
        void aListingIsNotAUse() {
            scene.share();
            TestNode other = scene.other(1);
            other.manager().domains().page(ALICE.caller(), "", 10);
            other.manager().domains().read(ALICE.caller(), scene.payroll);
            other.manager().uses().read(TestServer.ec(CLIENT), scene.payroll);
            other.manager().uses().newest(TestServer.ec(CLIENT), scene.seen(scene.payroll), scene.trust.thumbprint());
            assertThat(other.memory().seen(scene.payroll)).isEmpty();
        }

        @Test
        void whatItTookInIsHandedBackToo() {
            ExportedDomain whole = scene.exported(scene.payroll);
            DatabaseEditor.Rows before = scene.editor.rows(scene.payroll);
            scene.share();
            ExportedDomain shared = scene.exported(scene.payroll);
            scene.editor.put(before);
            TestNode other = scene.other(1);
            other.manager().imports().handOver(TestServer.ec(CLIENT), shared.toText());
            scene.editor.put(before);
            assertThat(scene.exported(scene.payroll).toText()).isEqualTo(whole.toText());
            TestNode again = system.restart(other);
            assertThat(encrypt(again.manager(), BACKUP, shared.domain().seen()).seen())
                    .isEqualTo(shared.domain().seen());
        }

        @Test
        void whatWasOnlyUsedIsOnDiskWithinASecond() {
            SeenDomain seen = scene.seen(scene.payroll);
            TestNode other = scene.other(1);
            encrypt(other.manager(), CLIENT, seen);
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                TestNode next = system.killed(other, scene.bare());
                assertThat(next.memory().seen(scene.payroll)).isPresent();
            });
        }

        @Test
        void aTombstoneStaysOne() {
            DatabaseEditor.Rows before = scene.editor.rows(scene.payroll);
            SeenDomain old = scene.seen(scene.payroll);
            Order disabling = scene.ordered(new Decision.Disable(), scene.payroll);
            scene.clock.turn(Duration.ofDays(7).plusSeconds(1));
            scene.ordered(new Decision.Delete(disabling.thumbprint()), scene.payroll);
            Domain tombstone = scene.stored(scene.payroll);
            scene.editor.put(before);
            restart();
            // It was kept whole: the row is a tombstone again.
            assertThatThrownBy(() -> encrypt(manager(), CLIENT, old)).isInstanceOf(MovedException.class);
            assertThat(scene.stored(scene.payroll).thumbprint()).isEqualTo(tombstone.thumbprint());
            assertThat(tombstone.body().state()).isEqualTo(DomainState.DELETED);
            aWeekLater();
            scene.editor.put(before);
            restart();
            assertThatThrownBy(() -> encrypt(manager(), CLIENT, old)).isInstanceOf(BehindException.class);
        }
    }

    @Nested
    class WhatItRefuses {

        /** The row that another server made of an older one. */
        private Domain forked() {
            DatabaseEditor.Rows before = scene.editor.rows(scene.payroll);
            scene.share();
            scene.editor.put(before);
            scene.rotate(scene.other(1).manager(), scene.payroll);
            restart();
            return scene.stored(scene.payroll);
        }

        @Test
        void aRowOfAnotherBranch() {
            Domain fork = forked();
            assertThatThrownBy(() -> encrypt(manager(), CLIENT, fork.seen()))
                    .isInstanceOf(ClosedException.class)
                    .hasMessageContaining("which does not descend from revision 3")
                    .hasMessageContaining("domain repin");
            assertThatThrownBy(() -> scene.rotate(manager(), scene.payroll)).isInstanceOf(ClosedException.class);
            assertThatThrownBy(
                            () -> manager().uses().newest(TestServer.ec(CLIENT), fork.seen(), scene.trust.thumbprint()))
                    .isInstanceOf(ClosedException.class);
            assertThat(scene.thumbprint(scene.payroll)).isEqualTo(fork.thumbprint());
        }

        @Test
        void andALaterOneOfAnotherBranch() {
            forked();
            scene.rotate(scene.other(2).manager(), scene.payroll);
            Domain fork = scene.stored(scene.payroll);
            assertThat(fork.body().revision()).isEqualTo(4);
            assertThatThrownBy(() -> encrypt(manager(), CLIENT, fork.seen())).isInstanceOf(ClosedException.class);
        }

        @Test
        void otherDomainsAreServedOn() {
            DomainId other = scene.domain("other", Purpose.ENCRYPT);
            forked();
            SeenDomain named = scene.seen(other);
            assertThat(encrypt(manager(), CLIENT, named).seen()).isEqualTo(named);
            assertThat(manager().uses().list(TestServer.ec(CLIENT))).containsExactly(other);
            assertThat(manager().domains().page(ALICE.caller(), "", 10)).hasSize(4);
        }

        @Test
        void anotherDomainsRow() {
            DomainId other = scene.domain("other", Purpose.ENCRYPT);
            SeenDomain payroll = scene.seen(scene.payroll);
            SeenDomain named = scene.seen(other);
            scene.editor.putDocument(scene.payroll, scene.stored(other).toText());
            // A server that remembers nothing of it uses nothing in its place.
            Manager fresh = scene.other(1).manager();
            for (SeenDomain one : List.of(payroll, new SeenDomain(scene.payroll, 2, named.thumbprint()))) {
                assertThatThrownBy(() -> encrypt(fresh, CLIENT, one))
                        .isInstanceOf(VerificationException.class)
                        .hasMessageContaining("holds another Domain");
            }
            assertThat(encrypt(fresh, CLIENT, named).seen()).isEqualTo(named);
            // One that has it whole puts the row right.
            restart();
            assertThat(encrypt(manager(), CLIENT, payroll).seen()).isEqualTo(payroll);
            assertThat(scene.seen(scene.payroll)).isEqualTo(payroll);
            assertThat(encrypt(manager(), CLIENT, named).seen()).isEqualTo(named);
        }

        @Test
        void aRowThatCannotBeRead() {
            SeenDomain payroll = scene.seen(scene.payroll);
            scene.editor.putDocument(scene.payroll, "{\"payload\":");
            Manager fresh = scene.other(1).manager();
            assertThatThrownBy(() -> encrypt(fresh, CLIENT, payroll)).isInstanceOf(VerificationException.class);
            restart();
            assertThat(encrypt(manager(), CLIENT, payroll).seen()).isEqualTo(payroll);
            assertThat(encrypt(fresh, CLIENT, payroll).seen()).isEqualTo(payroll);
        }

        /** "A dropped HSM launders a revision through an honest move": revisions.md, F1. */
        @Test
        void aRevisionThatADroppedHsmSignedUnderItsOldTrustAlsoWhenAnHonestOneMovedIt() {
            Trust next = scene.successor(scene.trust, List.of(scene.h2()), scene.alice, scene.bob);
            scene.move(manager(), scene.payroll, next);
            Domain forged = scene.forgedByH1(scene.stored(scene.payroll));
            assertThat(forged.body().revision()).isEqualTo(4);
            scene.editor.putNext(forged);
            restart();
            assertThatThrownBy(() -> encrypt(manager(), CLIENT, forged.seen())).isInstanceOf(ClosedException.class);
            scene.move(scene.other(1).manager(), scene.payroll, next);
            Domain laundered = scene.stored(scene.payroll);
            assertThat(laundered.body().revision()).isEqualTo(5);
            restart();
            assertThatThrownBy(() -> encrypt(manager(), CLIENT, laundered.seen()))
                    .isInstanceOf(ClosedException.class)
                    .hasMessageContaining("does not descend from revision 3");
        }
    }

    @Nested
    class Pending {

        @Test
        void whatWasNotCommittedIsHandedToTheStoreAgain() {
            scene.store.kill(When.BEFORE_COMMIT);
            assertThatThrownBy(() -> scene.share()).isInstanceOf(Killed.class);
            assertThat(scene.revision(scene.payroll)).contains(2);
            killedAndStarted();
            assertThat(scene.revision(scene.payroll)).contains(3);
            SeenDomain shared = scene.seen(scene.payroll);
            assertThat(encrypt(manager(), BACKUP, shared).seen()).isEqualTo(shared);
            assertThat(system.first().memory().allPending()).isEmpty();
        }

        @Test
        void whatWasCommittedIsRememberedAtTheNextStart() {
            DatabaseEditor.Rows before = scene.editor.rows(scene.payroll);
            scene.store.kill(When.AFTER_COMMIT);
            assertThatThrownBy(() -> scene.share()).isInstanceOf(Killed.class);
            SeenDomain shared = scene.seen(scene.payroll);
            assertThat(shared.revision()).isEqualTo(3);
            // The database goes back before the server starts again.
            scene.editor.put(before);
            killedAndStarted();
            assertThat(scene.seen(scene.payroll)).isEqualTo(shared);
        }

        @Test
        void alsoWhenOthersWentOn() {
            scene.store.kill(When.AFTER_COMMIT);
            assertThatThrownBy(() -> scene.share()).isInstanceOf(Killed.class);
            scene.rotate(scene.other(1).manager(), scene.payroll);
            SeenDomain newest = scene.seen(scene.payroll);
            killedAndStarted();
            assertThat(encrypt(manager(), BACKUP, newest).seen()).isEqualTo(newest);
            assertThat(system.first().memory().allPending()).isEmpty();
        }

        @Test
        void aServerThatLivesOnDoesSoToo() {
            scene.store.kill(When.AFTER_COMMIT);
            assertThatThrownBy(() -> scene.share()).isInstanceOf(Killed.class);
            assertThat(system.first().memory().allPending()).containsExactly(scene.payroll);
            SeenDomain shared = scene.seen(scene.payroll);
            scene.rotate(manager(), scene.payroll);
            assertThat(system.first().memory().allPending()).isEmpty();
            assertThat(scene.stored(scene.payroll).body().revision()).isEqualTo(shared.revision() + 1);
        }

        @Test
        void whereTheStoreWentBackFurtherBothAreHandedAgain() {
            DatabaseEditor.Rows before = scene.editor.rows(scene.payroll);
            scene.share();
            scene.store.kill(When.BEFORE_COMMIT);
            assertThatThrownBy(() -> scene.rotate(manager(), scene.payroll)).isInstanceOf(Killed.class);
            Domain pending = system.first().memory().pending(scene.payroll).get(0);
            scene.editor.put(before);
            killedAndStarted();
            assertThat(scene.thumbprint(scene.payroll)).isEqualTo(pending.thumbprint());
            assertThat(encrypt(manager(), BACKUP, pending.seen()).seen()).isEqualTo(pending.seen());
        }

        @Test
        void alsoWhereTheRowIsGone() {
            scene.store.kill(When.BEFORE_COMMIT);
            assertThatThrownBy(() -> scene.share()).isInstanceOf(Killed.class);
            scene.editor.remove(scene.payroll);
            killedAndStarted();
            assertThat(scene.revision(scene.payroll)).contains(3);
        }

        /** A server that only made the last revision has not what that was made of: it waits for who does. */
        @Test
        void whatTheServerHasNotItIsHandedOver() {
            DatabaseEditor.Rows before = scene.editor.rows(scene.payroll);
            ExportedDomain second = scene.exported(scene.payroll);
            scene.share();
            ExportedDomain third = scene.exported(scene.payroll);
            TestNode other = system.join(scene.store, "127.0.0.1:7399");
            scene.store.kill(When.BEFORE_COMMIT);
            assertThatThrownBy(() -> scene.rotate(other.manager(), scene.payroll))
                    .isInstanceOf(Killed.class);
            Domain pending = other.memory().pending(scene.payroll).get(0);
            scene.editor.put(before);
            Manager again = system.killed(other, scene.store).manager();
            for (SeenDomain named :
                    List.of(second.domain().seen(), third.domain().seen(), pending.seen())) {
                assertThatThrownBy(() -> encrypt(again, CLIENT, named)).isInstanceOf(BehindException.class);
            }
            assertThatThrownBy(() -> again.imports().handOver(TestServer.ec(CLIENT), second.toText()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("or the one before it");
            again.imports().handOver(TestServer.ec(CLIENT), third.toText());
            assertThat(scene.thumbprint(scene.payroll)).isEqualTo(pending.thumbprint());
            assertThat(encrypt(again, BACKUP, pending.seen()).seen()).isEqualTo(pending.seen());
        }

        @Test
        void aServerThatLivesOnServesNothingElseInThePendingOnesPlace() {
            scene.store.kill(When.BEFORE_COMMIT);
            assertThatThrownBy(() -> scene.share()).isInstanceOf(Killed.class);
            scene.rotate(scene.other(1).manager(), scene.payroll);
            SeenDomain there = scene.seen(scene.payroll);
            assertThatThrownBy(() -> scene.rotate(manager(), scene.payroll)).isInstanceOf(ClosedException.class);
            assertThatThrownBy(() -> encrypt(manager(), CLIENT, there)).isInstanceOf(ClosedException.class);
            assertThat(scene.seen(scene.payroll)).isEqualTo(there);
        }

        /** What is pending is one thing: who hands over while a change is between commit and memory waits. */
        @Test
        void aHandOverBesideAChangeIsNotTakenForIt() throws Exception {
            DatabaseEditor.Rows before = scene.editor.rows(scene.payroll);
            scene.rotate(scene.other(1).manager(), scene.payroll);
            ExportedDomain fork = scene.exported(scene.payroll);
            scene.editor.put(before);
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch committed = new CountDownLatch(1);
            ExecutorService threads = Executors.newSingleThreadExecutor();
            List<Future<?>> handOver = new ArrayList<>();
            scene.store.first(() -> {
                scene.store.first(() -> {
                    begun.countDown();
                    waitFor(committed, 30_000);
                });
                handOver.add(threads.submit(() -> manager().imports().handOver(TestServer.ec(CLIENT), fork.toText())));
                waitFor(begun, 500);
            });
            try {
                scene.share();
                committed.countDown();
                assertThatThrownBy(() -> handOver.get(0).get()).hasCauseInstanceOf(KmsException.class);
            } finally {
                threads.shutdownNow();
            }
            assertThat(system.first().memory().seen(scene.payroll).orElseThrow().seen())
                    .isEqualTo(scene.seen(scene.payroll));
        }

        private static void waitFor(CountDownLatch latch, long millis) {
            try {
                // Where it does not come, the other one waits as it should.
                assertThat(latch.await(millis, TimeUnit.MILLISECONDS)).isIn(true, false);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Whoever asked may have heard of the pending one from another server: this one is closed until its host chooses. */
        @Test
        void whereTheStoreShowsAnotherTheDomainIsClosedHereUntilItIsChosen() {
            DomainId other = scene.domain("other", Purpose.ENCRYPT);
            scene.store.kill(When.BEFORE_COMMIT);
            assertThatThrownBy(() -> scene.share()).isInstanceOf(Killed.class);
            TestNode elsewhere = scene.other(1);
            scene.rotate(elsewhere.manager(), scene.payroll);
            SeenDomain there = scene.seen(scene.payroll);
            killedAndStarted();
            for (int start = 0; start < 2; start++) {
                assertThatThrownBy(() -> encrypt(manager(), CLIENT, there))
                        .isInstanceOf(ClosedException.class)
                        .hasMessageContaining("does not know whether it was committed")
                        .hasMessageContaining("domain repin");
                assertThatThrownBy(() -> scene.rotate(manager(), scene.payroll)).isInstanceOf(ClosedException.class);
                restart();
            }
            assertThat(scene.seen(scene.payroll)).isEqualTo(there);
            assertThat(encrypt(manager(), CLIENT, scene.seen(other)).seen()).isEqualTo(scene.seen(other));
            assertThat(encrypt(elsewhere.manager(), CLIENT, there).seen()).isEqualTo(there);
            Branches branches = manager().branches();
            branches.take(branches.domain(scene.payroll.value(), there.thumbprint()));
            assertThat(encrypt(manager(), CLIENT, there).seen()).isEqualTo(there);
        }

        @Test
        void thePendingOneMayBeChosenToo() {
            scene.store.kill(When.BEFORE_COMMIT);
            assertThatThrownBy(() -> scene.share()).isInstanceOf(Killed.class);
            Domain pending = system.first().memory().pending(scene.payroll).get(0);
            scene.rotate(scene.other(1).manager(), scene.payroll);
            killedAndStarted();
            restart();
            Branches branches = manager().branches();
            branches.take(branches.domain(scene.payroll.value(), pending.thumbprint()));
            assertThat(scene.thumbprint(scene.payroll)).isEqualTo(pending.thumbprint());
            assertThat(encrypt(manager(), BACKUP, pending.seen()).seen()).isEqualTo(pending.seen());
        }

        /** A server that never saw the Domain before its one change. */
        @Test
        void whoRemembersNothingElseMayChooseToo() {
            TestNode second = system.join(scene.store, "127.0.0.1:7399");
            scene.store.kill(When.BEFORE_COMMIT);
            assertThatThrownBy(() ->
                            scene.share(second.manager(), scene.payroll, controller(BACKUP, "backup", Right.ENCRYPT)))
                    .isInstanceOf(Killed.class);
            scene.rotate(manager(), scene.payroll);
            SeenDomain there = scene.seen(scene.payroll);
            TestNode again = system.killed(second, scene.store);
            assertThatThrownBy(() -> encrypt(again.manager(), CLIENT, there)).isInstanceOf(ClosedException.class);
            Branches branches = again.manager().branches();
            branches.take(branches.domain(scene.payroll.value(), there.thumbprint()));
            assertThat(encrypt(again.manager(), CLIENT, there).seen()).isEqualTo(there);
        }

        @Test
        void aChangeThatTheStoreRefusedIsNotPending() {
            TestNode other = scene.other(1);
            scene.store.first(() -> scene.rotate(other.manager(), scene.payroll));
            assertThatThrownBy(() -> scene.share()).isInstanceOf(TryAgainException.class);
            assertThat(system.first().memory().allPending()).isEmpty();
            killedAndStarted();
            SeenDomain rotated = scene.seen(scene.payroll);
            assertThat(encrypt(manager(), CLIENT, rotated).seen()).isEqualTo(rotated);
        }

        @Test
        void aNewDomainIsHandedAgain() {
            NewDomain wanted =
                    new NewDomain(scene.trust.thumbprint(), "fresh", Purpose.ENCRYPT, system.terms(Purpose.ENCRYPT));
            scene.store.kill(When.BEFORE_COMMIT);
            assertThatThrownBy(() -> manager().domains().create(new Request(ALICE.caller(), system.request()), wanted))
                    .isInstanceOf(Killed.class);
            assertThat(manager().domains().named(ALICE.caller(), "fresh")).isEmpty();
            killedAndStarted();
            assertThat(manager().domains().named(ALICE.caller(), "fresh")).hasSize(1);
        }

        @Test
        void whatWasTakenInIsHandedAgain() {
            DatabaseEditor.Rows before = scene.editor.rows(scene.payroll);
            scene.share();
            ExportedDomain shared = scene.exported(scene.payroll);
            scene.editor.put(before);
            TestNode second = system.join(scene.store, "127.0.0.1:7399");
            scene.store.kill(When.BEFORE_COMMIT);
            assertThatThrownBy(() -> second.manager().imports().handOver(TestServer.ec(CLIENT), shared.toText()))
                    .isInstanceOf(Killed.class);
            assertThat(scene.revision(scene.payroll)).contains(2);
            system.killed(second, scene.store);
            assertThat(scene.exported(scene.payroll).toText()).isEqualTo(shared.toText());
        }
    }

    /** The disk of the memory refuses what is written. */
    @Nested
    class NotWritable {

        private void breakMemory(TestNode node) {
            DatabaseEditor memory = new DatabaseEditor(node.file());
            for (String table : List.of("pending", "domain", "meta", "line")) {
                memory.execute("CREATE TRIGGER no_" + table + " BEFORE INSERT ON " + table
                        + " BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
            }
        }

        private void mendMemory(TestNode node) {
            DatabaseEditor memory = new DatabaseEditor(node.file());
            List.of("pending", "domain", "meta", "line").forEach(table -> memory.execute("DROP TRIGGER no_" + table));
        }

        @Test
        void nothingIsChangedAndTheRestGoesOn() {
            DomainId other = scene.domain("other", Purpose.ENCRYPT);
            TestNode node = scene.other(1);
            SeenDomain known = scene.seen(scene.payroll);
            SeenDomain unknown = scene.seen(other);
            Sealed sealed = encrypt(node.manager(), CLIENT, known);
            node.memory().all();
            breakMemory(node);
            assertThatThrownBy(() -> scene.rotate(node.manager(), scene.payroll))
                    .isInstanceOf(ClosedException.class)
                    .hasMessageContaining("cannot be written");
            assertThat(scene.seen(scene.payroll)).isEqualTo(known);
            // What is in it as it stands is used on; what is not, is not.
            assertThat(encrypt(node.manager(), CLIENT, known).seen()).isEqualTo(known);
            assertThat(node.manager()
                            .uses()
                            .decrypt(TestServer.ec(CLIENT), known, sealed.ciphertext(), Scene.NO_CONTEXT)
                            .seen())
                    .isEqualTo(known);
            assertThatThrownBy(() -> encrypt(node.manager(), CLIENT, unknown))
                    .isInstanceOf(ClosedException.class)
                    .hasMessageContaining("cannot be written");
            scene.share();
            assertThatThrownBy(() -> encrypt(node.manager(), CLIENT, scene.seen(scene.payroll)))
                    .isInstanceOf(ClosedException.class);
            assertThat(node.manager().trusts().list(ALICE.caller())).hasSize(2);
            assertThat(node.manager().domains().page(ALICE.caller(), "", 10)).hasSize(4);
            assertThat(node.manager().uses().list(TestServer.ec(CLIENT))).hasSize(2);
            mendMemory(node);
            await().atMost(Duration.ofSeconds(20)).until(() -> node.memory().isWritable());
            assertThat(encrypt(node.manager(), CLIENT, unknown).seen()).isEqualTo(unknown);
            scene.rotate(node.manager(), scene.payroll);
            assertThat(scene.revision(scene.payroll)).contains(4);
        }
    }

    /** The newest Trust of each line that it signed, served or was called under. */
    @Nested
    class Lines {

        private Trust next;

        private void forgetTrust(Trust trust) {
            String thumbprint = trust.thumbprint().value();
            scene.editor.execute("DELETE FROM way_forward WHERE trust = ?", thumbprint);
            scene.editor.execute("DELETE FROM trust_signature WHERE trust = ?", thumbprint);
            scene.editor.execute("DELETE FROM trust WHERE thumbprint = ?", thumbprint);
        }

        private void bobIsRemoved() {
            next = scene.successor(scene.trust, system.hsms(), scene.alice);
        }

        private void requireBobStaysRemoved(Manager manager) {
            assertThatThrownBy(() -> manager.domainChanges()
                            .rotate(
                                    new Request(BOB.caller(), system.request()),
                                    scene.seen(scene.payroll),
                                    Duration.ZERO))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("no newest Trust names bob");
        }

        @Test
        void oneThatItSignedIsHandedBackAndGovernsOn() {
            bobIsRemoved();
            requireBobStaysRemoved(manager());
            forgetTrust(next);
            requireBobStaysRemoved(manager());
            assertThat(manager().trusts().list(ALICE.caller())).hasSize(3);
            forgetTrust(next);
            restart();
            requireBobStaysRemoved(manager());
        }

        @Test
        void oneThatItServedUnder() {
            bobIsRemoved();
            scene.move(manager(), scene.payroll, next);
            TestNode other = scene.other(1);
            encrypt(other.manager(), CLIENT, scene.seen(scene.payroll));
            forgetTrust(next);
            requireBobStaysRemoved(other.manager());
        }

        @Test
        void oneThatItWasCalledUnder() {
            bobIsRemoved();
            TestNode other = scene.other(1);
            other.manager()
                    .domains()
                    .create(
                            new Request(ALICE.caller(), system.request()),
                            new NewDomain(next.thumbprint(), "new", Purpose.ENCRYPT, system.terms(Purpose.ENCRYPT)));
            DomainId made = scene.store
                    .read(tables -> tables.domains().named("new", 1))
                    .get(0)
                    .body()
                    .id();
            scene.editor.remove(made);
            forgetTrust(next);
            requireBobStaysRemoved(other.manager());
        }

        @Test
        void anotherSuccessorClosesTheLine() {
            Trust fork = system.create(
                    ALICE.connection(),
                    system.plan(
                            TrustKind.SUCCESSOR,
                            scene.trust.thumbprint(),
                            List.of(scene.h1()),
                            1,
                            scene.alice,
                            scene.bob));
            scene.approve(ALICE, fork);
            bobIsRemoved();
            forgetTrust(next);
            Manager other = scene.other(1).manager();
            other.trusts()
                    .sign(new Request(ALICE.caller(), system.request()), new SignTrust(fork.thumbprint(), List.of()));
            assertThatThrownBy(() -> manager()
                            .domains()
                            .create(
                                    new Request(ALICE.caller(), system.request()),
                                    new NewDomain(
                                            fork.thumbprint(), "x", Purpose.ENCRYPT, system.terms(Purpose.ENCRYPT))))
                    .isInstanceOf(ClosedException.class)
                    .hasMessageContaining("trust repin");
            assertThatThrownBy(() -> manager().domains().page(ALICE.caller(), "", 10))
                    .isInstanceOf(ClosedException.class);
        }
    }
}
