package org.quorumkms.server.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumkms.server.manager.Scene.ALICE;
import static org.quorumkms.server.manager.Scene.BACKUP;
import static org.quorumkms.server.manager.Scene.BOB;
import static org.quorumkms.server.manager.Scene.CLIENT;
import static org.quorumkms.server.manager.Scene.STRANGER;
import static org.quorumkms.server.manager.Scene.controller;
import static org.quorumkms.server.manager.Scene.encrypt;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.remote.ChangeControllers;
import org.quorumkms.remote.MoveDomain;
import org.quorumkms.remote.NewDomain;
import org.quorumkms.remote.NewOperator;
import org.quorumkms.remote.NewOrder;
import org.quorumkms.remote.Sealed;
import org.quorumkms.remote.SignTrust;
import org.quorumkms.server.ledger.Branches;
import org.quorumkms.server.ledger.Resumption;
import org.quorumkms.server.memory.MemoryExport;
import org.quorumkms.server.store.JdbcStore;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;

/**
 * A system restored from a backup (section 7): from before bob was removed by a successor that dropped h1 too, before payroll was
 * shared, moved and left by its second controller, before archive was disabled.
 */
class RestoredTest {

    @TempDir
    private Path folder;

    private Scene scene;
    private TestServer system;
    private DomainId archive;

    private MemoryExport memoryThen;
    private Sealed sealedThen;
    private ExportedDomain archiveThen;
    private ExportedDomain sharedThen;
    private Order proposed;
    private Trust open;

    /** What the world saw afterwards. */
    private Trust next;

    private ExportedDomain payroll;
    private ExportedDomain disabled;
    private ExportedDomain aliceNow;

    private Store store;
    private DatabaseEditor editor;
    private TestNode node;

    @BeforeEach
    void restore() {
        scene = new Scene(folder);
        system = scene.system;
        archive = scene.domain("archive", Purpose.ENCRYPT);
        scene.share(
                system.manager(),
                scene.payroll,
                controller(BACKUP, "backup", Right.DECRYPT, Right.ENCRYPT, Right.SHARE));
        sealedThen = encrypt(system.manager(), CLIENT, scene.seen(scene.payroll));
        archiveThen = scene.exported(archive);
        sharedThen = scene.exported(scene.payroll);
        proposed = scene.order(new Decision.Disable(), archive);
        open = system.create(
                ALICE.connection(),
                system.plan(TrustKind.BRANCH, scene.trust.thumbprint(), List.of(scene.h2()), 1, scene.alice));
        memoryThen = system.exported(system.first());
        scene.editor.copyTo(folder.resolve("backup.sqlite"));

        scene.unshare(system.manager());
        scene.run(system.manager(), scene.approve(ALICE, proposed));
        next = scene.successor(scene.trust, List.of(scene.h2()), scene.alice);
        scene.move(system.manager(), scene.payroll, next);
        payroll = scene.exported(scene.payroll);
        disabled = scene.exported(archive);
        aliceNow = scene.exported(scene.alice.body().id());
        restored(Optional.of(memoryThen));
    }

    private void restored(Optional<MemoryExport> memory) {
        Path file = folder.resolve("backup.sqlite");
        store = JdbcStore.openSqlite(file);
        store.write(Store.Tables::restoredOnce);
        editor = new DatabaseEditor(file);
        node = system.restored(store, "127.0.0.1:7399", memory);
    }

    @AfterEach
    void end() {
        store.close();
        scene.close();
    }

    private Manager manager() {
        return node.manager();
    }

    private SeenDomain there(DomainId id) {
        return store.read(tables -> tables.domains().find(id).orElseThrow()).seen();
    }

    private static List<Thumbprint> trusts(Store of) {
        return of.read(tables -> tables.trusts().all()).stream()
                .map(Trust::thumbprint)
                .toList();
    }

    private void handOver(org.quorumkms.jose.SigningKey by, ExportedDomain exported) {
        manager().imports().handOver(TestServer.ec(by), exported.toText());
    }

    private Resumption.Result resume(Thumbprint... trusts) {
        return manager().resumption().run(List.of(trusts), List.of());
    }

    private Resumption.Result resume() {
        return resume(next.thumbprint());
    }

    @Nested
    class UntilItsHostOpensIt {

        private void refused(ThrowingCallable call) {
            assertThatThrownBy(call)
                    .isInstanceOf(ClosedException.class)
                    .hasMessageContaining("This server was restored")
                    .hasMessageContaining("kms-server resume");
        }

        @Test
        void itUsesNothing() {
            SeenDomain named = there(scene.payroll);
            refused(() -> encrypt(manager(), CLIENT, named));
            refused(() ->
                    manager().uses().decrypt(TestServer.ec(CLIENT), named, sealedThen.ciphertext(), Scene.NO_CONTEXT));
            refused(() -> manager().uses().createDataKey(TestServer.ec(CLIENT), named, Scene.NO_CONTEXT));
            refused(() -> manager()
                    .uses()
                    .openDataKey(TestServer.ec(CLIENT), named, sealedThen.ciphertext(), Scene.NO_CONTEXT));
            refused(() -> manager().uses().signFile(TestServer.ec(CLIENT), named, named.thumbprint(), 1));
        }

        @Test
        void itChangesNothing() {
            SeenDomain named = there(scene.payroll);
            List<SeenDomain> before = List.of(named, there(archive));
            refused(() -> manager()
                    .domainChanges()
                    .controllers(
                            new Request(TestServer.ec(CLIENT), system.request()),
                            new ChangeControllers(
                                    named, List.of(controller(STRANGER, "s", Right.ENCRYPT)), List.of())));
            refused(() -> manager()
                    .domainChanges()
                    .endSignatures(new Request(TestServer.ec(CLIENT), system.request()), named));
            refused(() -> manager()
                    .domainChanges()
                    .rotate(new Request(ALICE.caller(), system.request()), named, Duration.ZERO));
            refused(() -> manager()
                    .domainChanges()
                    .move(
                            new Request(ALICE.caller(), system.request()),
                            new MoveDomain(named, scene.trust.thumbprint(), "")));
            refused(() -> manager()
                    .domains()
                    .create(
                            new Request(ALICE.caller(), system.request()),
                            new NewDomain(
                                    scene.trust.thumbprint(), "x", Purpose.ENCRYPT, system.terms(Purpose.ENCRYPT))));
            refused(() -> manager()
                    .domains()
                    .inviteOperator(
                            new Request(ALICE.caller(), system.request()),
                            new NewOperator("x", system.terms(Purpose.OPERATOR))));
            refused(() -> manager()
                    .trusts()
                    .create(
                            new Request(ALICE.caller(), system.request()),
                            system.plan(TrustKind.BRANCH, scene.trust.thumbprint(), 1, scene.alice)));
            refused(() -> manager()
                    .trusts()
                    .addApproval(
                            new Request(ALICE.caller(), system.request()),
                            open.thumbprint(),
                            Scene.approval(ALICE, open)));
            refused(() -> manager()
                    .trusts()
                    .sign(new Request(ALICE.caller(), system.request()), new SignTrust(open.thumbprint(), List.of())));
            refused(() ->
                    manager().trusts().end(new Request(ALICE.caller(), system.request()), open.thumbprint(), true, ""));
            refused(() -> manager()
                    .orders()
                    .create(
                            new Request(ALICE.caller(), system.request()),
                            NewOrder.of(archive, new Decision.Disable(), "", 0, 0)));
            refused(() -> manager()
                    .orders()
                    .addApproval(
                            new Request(ALICE.caller(), system.request()),
                            proposed.thumbprint(),
                            Scene.approval(ALICE, proposed)));
            refused(() -> manager()
                    .orders()
                    .end(new Request(ALICE.caller(), system.request()), proposed.thumbprint(), true, ""));
            refused(() -> manager()
                    .orders()
                    .run(new Request(ALICE.caller(), system.request()), proposed.thumbprint(), there(archive)));
            refused(() -> manager().hsms().create(new Request(ALICE.caller(), system.request()), ""));
            assertThat(List.of(there(scene.payroll), there(archive))).isEqualTo(before);
            assertThat(trusts(store)).hasSize(3);
        }

        /** From before the founding, when the server itself invited. */
        @Test
        void alsoTheServersOwnInvitations() {
            try (Scene.Beginning young = Scene.beginning(folder.resolve("young.sqlite"))) {
                young.system().first().memory().closeAll();
                refused(() -> young.system()
                        .manager()
                        .inviteFirst("alice", young.system().terms(Purpose.OPERATOR)));
            }
        }

        @Test
        void itAnswersWhatOnlyReads() {
            assertThat(manager().trusts().list(ALICE.caller())).hasSize(3);
            assertThat(manager().trusts().operatorsLine(ALICE.caller(), scene.trust.thumbprint()))
                    .isNotEmpty();
            assertThat(manager().domains().page(ALICE.caller(), "", 10)).hasSize(4);
            assertThat(manager().domains().read(ALICE.caller(), scene.payroll)).isNotEmpty();
            assertThat(manager().domains().operators(ALICE.caller())).hasSize(2);
            assertThat(manager().hsms().list(ALICE.caller())).hasSize(2);
            assertThat(manager().orders().list(ALICE.caller())).hasSize(1);
            assertThat(manager().audit().logs(ALICE.caller())).isNotEmpty();
            assertThat(manager().uses().list(TestServer.ec(CLIENT))).containsExactlyInAnyOrder(scene.payroll, archive);
            assertThat(manager()
                            .uses()
                            .newest(TestServer.ec(CLIENT), sharedThen.domain().seen(), scene.trust.thumbprint())
                            .after())
                    .isEqualTo(3);
        }

        @Test
        void itKeepsWhatIsHandedOverAndChoosesNothing() {
            handOver(CLIENT, payroll);
            manager().imports().importDomain(ALICE.caller(), disabled.toText());
            assertThat(there(scene.payroll)).isEqualTo(sharedThen.domain().seen());
            assertThat(there(archive)).isEqualTo(archiveThen.domain().seen());
            assertThat(trusts(store)).doesNotContain(next.thumbprint());
            assertThat(node.memory().handedOver()).hasSize(2);
            assertThat(node.memory().seen(scene.payroll).orElseThrow().seen())
                    .isEqualTo(sharedThen.domain().seen());
        }

        @Test
        void notOfAStrangerAndNotWhatDoesNotDescendFromItsMemory() {
            assertThatThrownBy(() -> handOver(STRANGER, payroll)).isInstanceOf(RefusedException.class);
            ExportedDomain first = new ExportedDomain(
                    scene.store.read(tables ->
                            tables.domains().revision(scene.payroll, 2).orElseThrow()),
                    sharedThen.line(),
                    sharedThen.earlier().part(0, 1));
            assertThatThrownBy(() -> handOver(CLIENT, first))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("is older than revision 3");
        }

        @Test
        void itHandsNothingBack() {
            // A server with its own memory, over a database that was put back by its own tools.
            Path file = folder.resolve("own.sqlite");
            new DatabaseEditor(folder.resolve("backup.sqlite")).copyTo(file);
            try (Store own = JdbcStore.openSqlite(file)) {
                own.write(Store.Tables::restoredOnce);
                TestNode again = system.killed(system.first(), own);
                assertThat(again.memory().isClosed()).isTrue();
                assertThatThrownBy(() -> again.manager().domains().read(ALICE.caller(), scene.payroll))
                        .isInstanceOf(BehindException.class);
                again.manager().domains().page(ALICE.caller(), "", 10);
                assertThat(own.read(tables ->
                                        tables.domains().find(scene.payroll).orElseThrow())
                                .seen())
                        .isEqualTo(sharedThen.domain().seen());
                assertThat(trusts(own)).doesNotContain(next.thumbprint());
                Resumption.Result result = again.manager().resumption().run(List.of(next.thumbprint()), List.of());
                assertThat(result.closed()).isEmpty();
                assertThat(encrypt(again.manager(), CLIENT, payroll.domain().seen())
                                .seen())
                        .isEqualTo(payroll.domain().seen());
            }
        }

        @Test
        void itStaysClosedOverItsNextStart() {
            node = system.restart(node);
            refused(() -> encrypt(manager(), CLIENT, there(scene.payroll)));
        }
    }

    @Nested
    class Opened {

        @Test
        void ofEachDomainTheNewestIsTakenAndShown() {
            handOver(CLIENT, payroll);
            // H1 signed it, which was dropped since: an operator has to vouch for it.
            manager().imports().importDomain(ALICE.caller(), disabled.toText());
            Resumption.Result result = resume();
            assertThat(result.closed()).isEmpty();
            assertThat(result.healed())
                    .hasSize(2)
                    .anySatisfy(one -> assertThat(one).contains("payroll").contains("is at revision 5 again, from 3"))
                    .anySatisfy(one -> assertThat(one).contains("archive").contains("is at revision 3 again, from 2"));
            assertThat(encrypt(manager(), CLIENT, payroll.domain().seen()).seen())
                    .isEqualTo(payroll.domain().seen());
            // What was taken away stays taken away.
            assertThatThrownBy(
                            () -> encrypt(manager(), BACKUP, sharedThen.domain().seen()))
                    .isInstanceOf(MovedException.class);
            assertThat(store.read(tables -> tables.domains().find(archive).orElseThrow())
                            .body()
                            .state())
                    .isEqualTo(DomainState.DISABLED);
            assertThatThrownBy(() -> manager()
                            .domainChanges()
                            .rotate(new Request(BOB.caller(), system.request()), there(scene.payroll), Duration.ZERO))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("no newest Trust names bob");
            assertThat(node.memory().handedOver()).isEmpty();
        }

        @Test
        void andStaysSeenWhateverTheDatabaseShowsThen() {
            DatabaseEditor.Rows before = editor.rows(scene.payroll);
            handOver(CLIENT, payroll);
            resume();
            editor.put(before);
            node = system.restart(node);
            assertThat(encrypt(manager(), CLIENT, payroll.domain().seen()).seen())
                    .isEqualTo(payroll.domain().seen());
            assertThat(there(scene.payroll)).isEqualTo(payroll.domain().seen());
        }

        @Test
        void aMemoryThatKnowsMoreIsEnoughToUseNothingOld() {
            // Nobody handed anything over: only another server says what it saw.
            MemoryExport other = system.exported(system.first());
            Resumption.Result result = manager().resumption().run(List.of(next.thumbprint()), List.of(other));
            assertThat(result.closed()).isEmpty();
            for (SeenDomain named :
                    List.of(sharedThen.domain().seen(), payroll.domain().seen())) {
                assertThatThrownBy(() -> encrypt(manager(), CLIENT, named)).isInstanceOf(BehindException.class);
            }
            handOver(CLIENT, payroll);
            assertThat(encrypt(manager(), CLIENT, payroll.domain().seen()).seen())
                    .isEqualTo(payroll.domain().seen());
        }

        @Test
        void withoutAnyMemoryTheHomesAlone() {
            store.close();
            restored(Optional.empty());
            handOver(CLIENT, payroll);
            assertThat(resume().closed()).isEmpty();
            assertThat(encrypt(manager(), CLIENT, payroll.domain().seen()).seen())
                    .isEqualTo(payroll.domain().seen());
        }

        @Test
        void aRowThatCannotBeReadKeepsNoOtherClosed() {
            editor.putDocument(archive, "{}");
            editor.execute("DELETE FROM revision WHERE domain = ? AND number = 1", scene.payroll.value());
            handOver(CLIENT, payroll);
            Resumption.Result result = resume();
            assertThat(result.closed()).singleElement().asString().contains(archive.value());
            assertThat(encrypt(manager(), CLIENT, payroll.domain().seen()).seen())
                    .isEqualTo(payroll.domain().seen());
            manager().imports().importDomain(ALICE.caller(), disabled.toText());
            assertThat(there(archive)).isEqualTo(disabled.domain().seen());
        }

        @Test
        void whoSawMoreAndComesLaterIsHeardThenToo() {
            assertThatThrownBy(() -> resume())
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("is not in the store, nor in what was handed over or remembered");
            manager().importByHost(payroll.toText());
            resume();
            // The line was named and is known: alice governs, and what stands behind it is taken in.
            manager().imports().importDomain(ALICE.caller(), disabled.toText());
            assertThat(there(archive)).isEqualTo(disabled.domain().seen());
            assertThat(aliceNow.domain().seen()).isEqualTo(scene.alice.seen());
        }
    }

    /** "A thief may hand over first": nothing is chosen before it is opened, and who may have signed is asked then. */
    @Nested
    class AThief {

        private final List<ExportedDomain> forged = new java.util.ArrayList<>();

        /** The second controller, who was taken out, with h1, which was dropped: two revisions more. */
        @BeforeEach
        void handsOverFirst() {
            DomainHistory fork = DomainHistory.of(sharedThen);
            for (int i = 0; i < 4; i++) {
                fork = fork.then(
                        TestServer.thiefOfH1(),
                        builder -> builder.controlledBy(
                                List.of(controller(BACKUP, "backup", Right.DECRYPT, Right.ENCRYPT, Right.SHARE))));
                forged.add(fork.exported());
            }
            handOver(BACKUP, forged.get(0));
            handOver(BACKUP, forged.get(3));
        }

        @Test
        void whatADroppedHsmSignedDoesNotCount() {
            handOver(CLIENT, payroll);
            Resumption.Result result = resume();
            assertThat(result.closed()).isEmpty();
            assertThat(there(scene.payroll)).isEqualTo(payroll.domain().seen());
            assertThatThrownBy(() ->
                            encrypt(manager(), BACKUP, forged.get(3).domain().seen()))
                    .isInstanceOf(KmsException.class);
        }

        @Test
        void norWhereOneWhoWasRemovedHandsItOver() {
            manager().imports().importDomain(BOB.caller(), forged.get(3).toText());
            handOver(CLIENT, payroll);
            assertThat(resume().closed()).isEmpty();
            assertThat(there(scene.payroll)).isEqualTo(payroll.domain().seen());
        }

        @Test
        void whatAnHonestHsmMadeForItClosesTheDomainUntilOneIsChosen() {
            // A server without memory was shown the old row, and made a revision of it at the thief's word.
            Path file = folder.resolve("elsewhere.sqlite");
            new DatabaseEditor(folder.resolve("backup.sqlite")).copyTo(file);
            ExportedDomain fork;
            try (Store elsewhere = JdbcStore.openSqlite(file)) {
                TestNode fresh = system.join(elsewhere, "127.0.0.1:7398", List.of(scene.h2()));
                fresh.memory().open(9);
                Manager other = fresh.manager();
                other.domainChanges()
                        .controllers(
                                new Request(TestServer.ec(BACKUP), system.request()),
                                new ChangeControllers(
                                        sharedThen.domain().seen(),
                                        List.of(controller(STRANGER, "s", Right.ENCRYPT)),
                                        List.of()));
                fork = ExportedDomain.parse(other.uses().read(TestServer.ec(BACKUP), scene.payroll));
            }
            handOver(BACKUP, fork);
            handOver(CLIENT, payroll);
            Resumption.Result result = resume();
            assertThat(result.closed())
                    .singleElement()
                    .asString()
                    .contains("payroll")
                    .contains("do not lie on one line")
                    .contains(payroll.domain().thumbprint().abbreviated())
                    .contains(fork.domain().thumbprint().abbreviated());
            for (ExportedDomain one : List.of(fork, payroll, sharedThen)) {
                for (org.quorumkms.jose.SigningKey key : List.of(CLIENT, BACKUP)) {
                    assertThatThrownBy(
                                    () -> encrypt(manager(), key, one.domain().seen()))
                            .isInstanceOf(ClosedException.class);
                }
            }
            // Other Domains are open.
            assertThat(encrypt(manager(), CLIENT, archiveThen.domain().seen()).seen())
                    .isEqualTo(archiveThen.domain().seen());
            // Its host chooses what the operators tell it; the document is brought first.
            manager().importByHost(payroll.toText());
            Branches branches = manager().branches();
            branches.take(
                    branches.domain(scene.payroll.value(), payroll.domain().thumbprint()));
            assertThat(encrypt(manager(), CLIENT, payroll.domain().seen()).seen())
                    .isEqualTo(payroll.domain().seen());
        }
    }

    @Nested
    class WhatIsNamed {

        @Test
        void aLineThatIsNotNamedStaysClosed() {
            Trust branch = inRestoredStore();
            handOver(CLIENT, payroll);
            Resumption.Result result = resume();
            assertThat(result.closed())
                    .singleElement()
                    .asString()
                    .contains("the line of Trust " + branch.body().id())
                    .contains("which was not named");
            DomainId other = store.read(tables -> tables.domains().named("theirs", 1))
                    .get(0)
                    .body()
                    .id();
            assertThatThrownBy(() -> encrypt(manager(), CLIENT, there(other)))
                    .isInstanceOf(ClosedException.class)
                    .hasMessageContaining("trust repin");
            assertThatThrownBy(() -> manager()
                            .domains()
                            .create(
                                    new Request(BOB.caller(), system.request()),
                                    new NewDomain(
                                            branch.thumbprint(), "x", Purpose.ENCRYPT, system.terms(Purpose.ENCRYPT))))
                    .isInstanceOf(ClosedException.class);
            Branches branches = manager().branches();
            branches.take(branches.trust(Integer.toString(branch.body().id()), branch.thumbprint()));
            assertThat(encrypt(manager(), CLIENT, there(other)).seen()).isEqualTo(there(other));
        }

        /** Bob's own branch, with a Domain of the client's, was in the backup too. */
        private Trust inRestoredStore() {
            Path file = folder.resolve("with.sqlite");
            editor.copyTo(file);
            store.close();
            store = JdbcStore.openSqlite(file);
            editor = new DatabaseEditor(file);
            TestNode before = system.join(store, "127.0.0.1:7397");
            before.memory().open(9);
            Trust branch = Trust.parse(before.manager()
                    .trusts()
                    .create(
                            new Request(ALICE.caller(), system.request()),
                            system.plan(
                                    TrustKind.BRANCH, scene.trust.thumbprint(), List.of(scene.h2()), 1, scene.bob)));
            for (Scene.Person one : List.of(ALICE, BOB)) {
                before.manager()
                        .trusts()
                        .addApproval(
                                new Request(one.caller(), system.request()),
                                branch.thumbprint(),
                                Scene.approval(one, branch));
            }
            Trust signed = Trust.parse(before.manager()
                    .trusts()
                    .sign(new Request(BOB.caller(), system.request()), new SignTrust(branch.thumbprint(), List.of())));
            ExportedDomain invited = ExportedDomain.parse(before.manager()
                    .domains()
                    .create(
                            new Request(BOB.caller(), system.request()),
                            new NewDomain(
                                    signed.thumbprint(), "theirs", Purpose.ENCRYPT, system.terms(Purpose.ENCRYPT)))
                    .exported());
            before.manager()
                    .claims()
                    .claim(
                            new Request(TestServer.ec(CLIENT), system.request()),
                            TestServer.claimRequest(invited.domain()));
            node = system.restored(store, "127.0.0.1:7399", Optional.of(memoryThen));
            return signed;
        }

        @Test
        void oneThatIsNotThereOpensNothing() {
            assertThatThrownBy(() -> resume()).isInstanceOf(RefusedException.class);
            assertThat(node.memory().isClosed()).isTrue();
        }

        @Test
        void norOneThatDoesNotFollowWhatIsRemembered() {
            MemoryExport later = system.exported(system.first());
            node = system.restored(store, "127.0.0.1:7396", Optional.of(later));
            assertThatThrownBy(() -> resume(scene.trust.thumbprint()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("does not follow Trust")
                    .hasMessageContaining("Nothing was opened");
            assertThat(node.memory().isClosed()).isTrue();
        }

        @Test
        void norTwoOfOneLine() {
            handOver(CLIENT, payroll);
            assertThatThrownBy(() -> resume(scene.trust.thumbprint(), next.thumbprint()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("Two of the named Trusts are of one line");
            assertThat(node.memory().isClosed()).isTrue();
        }

        @Test
        void norOneThatHasASignedSuccessorInTheStore() {
            store.close();
            Path file = folder.resolve("later.sqlite");
            scene.editor.copyTo(file);
            store = JdbcStore.openSqlite(file);
            node = system.restored(store, "127.0.0.1:7399", Optional.of(memoryThen));
            assertThatThrownBy(() -> resume(scene.trust.thumbprint()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("has a signed successor in the store")
                    .hasMessageContaining("Nothing was opened");
            assertThat(node.memory().isClosed()).isTrue();
            assertThat(node.memory()
                            .newest(scene.trust.thumbprint())
                            .orElseThrow()
                            .thumbprint())
                    .isEqualTo(scene.trust.thumbprint());
        }

        @Test
        void oneThatIsOpenIsNotOpenedAgain() {
            handOver(CLIENT, payroll);
            resume();
            assertThatThrownBy(() -> resume())
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("is open already");
        }
    }

    @Nested
    class TheStoresNumber {

        @Test
        void closesWhoWasNotOpenedSinceAndOpensNobody() {
            handOver(CLIENT, payroll);
            TestNode second = system.join(store, "127.0.0.1:7395");
            assertThat(second.memory().isClosed()).isTrue();
            resume();
            // Each server's host opens its own.
            assertThat(node.memory().isClosed()).isFalse();
            assertThat(system.restart(second).memory().isClosed()).isTrue();
            node = system.restart(node);
            assertThat(node.memory().isClosed()).isFalse();
            store.write(Store.Tables::restoredOnce);
            assertThat(node.memory().isClosed()).isFalse();
            node = system.restart(node);
            assertThat(node.memory().isClosed()).isTrue();
        }
    }
}
