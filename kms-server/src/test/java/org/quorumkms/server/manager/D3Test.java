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
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.BehindException;
import org.quorumkms.errors.MovedException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.party.Newest;
import org.quorumkms.remote.ChangeControllers;
import org.quorumkms.remote.MoveDomain;
import org.quorumkms.remote.NewestDomain;
import org.quorumkms.remote.RequestId;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;

/** D3: every use and every change names the revision that it is meant for by its thumbprint. */
class D3Test {

    @TempDir
    private Path folder;

    private Scene scene;
    private TestServer system;
    private Manager manager;
    private SeenDomain second;

    @BeforeEach
    void begin() {
        scene = new Scene(folder);
        system = scene.system;
        manager = system.manager();
        second = scene.seen(scene.payroll);
    }

    @AfterEach
    void end() {
        scene.close();
    }

    private Party client(org.quorumkms.jose.SigningKey key) {
        Party party = Party.client(key, system.genesis());
        party.takeUp(scene.exported(scene.payroll));
        return party;
    }

    @Nested
    class TheCallerIsBehind {

        @Test
        void anEarlierRevisionIsNeitherUsedNorChanged() {
            scene.share();
            SeenDomain third = scene.seen(scene.payroll);
            assertThatThrownBy(() -> encrypt(manager, CLIENT, second))
                    .isInstanceOfSatisfying(MovedException.class, moved -> {
                        assertThat(moved.revision()).isEqualTo(3);
                        assertThat(moved.thumbprint())
                                .isEqualTo(third.thumbprint().value());
                    });
            assertThatThrownBy(() -> manager.domainChanges()
                            .rotate(new Request(ALICE.caller(), system.request()), second, Duration.ZERO))
                    .isInstanceOf(MovedException.class);
            assertThatThrownBy(() -> manager.domainChanges()
                            .controllers(
                                    new Request(TestServer.ec(CLIENT), system.request()),
                                    new ChangeControllers(
                                            second,
                                            List.of(),
                                            List.of(BACKUP.publicKey().thumbprint()))))
                    .isInstanceOf(MovedException.class);
            assertThat(scene.seen(scene.payroll)).isEqualTo(third);
        }

        @Test
        void theRightNumberWithAnotherThumbprintIsNot() {
            SeenDomain other = new SeenDomain(scene.payroll, 2, system.genesis());
            assertThatThrownBy(() -> encrypt(manager, CLIENT, other)).isInstanceOf(MovedException.class);
            assertThatThrownBy(() -> manager.domainChanges()
                            .rotate(new Request(ALICE.caller(), system.request()), other, Duration.ZERO))
                    .isInstanceOf(MovedException.class);
            assertThat(scene.seen(scene.payroll)).isEqualTo(second);
        }

        @Test
        void aHomeCatchesUpAndAsksAgain() {
            Party home = client(CLIENT);
            Party console = Party.console(BOB.connection(), system.genesis());
            console.takeUp(scene.exported(scene.payroll));
            scene.share();
            Trust next = scene.successor(scene.trust, List.of(scene.h2()), scene.alice, scene.bob);
            scene.move(manager, scene.payroll, next);
            scene.rotate(manager, scene.payroll);
            SeenDomain newest = scene.seen(scene.payroll);
            assertThat(newest.revision()).isEqualTo(5);
            assertThat(home.call(manager, scene.payroll, named -> encrypt(manager, CLIENT, named))
                            .seen())
                    .isEqualTo(newest);
            assertThat(home.kept(scene.payroll).orElseThrow().toText())
                    .isEqualTo(scene.exported(scene.payroll).toText());
            assertThat(home.lines().get(0).thumbprint()).isEqualTo(next.thumbprint());
            assertThat(console.catchUp(manager, scene.payroll).domain().domain().seen())
                    .isEqualTo(newest);
        }

        @Test
        void theAnswerHasWhatStandsBetweenAndTheLineAfterTheTrustThatWasSeen() {
            scene.share();
            scene.rotate(manager, scene.payroll);
            NewestDomain same = manager.uses().newest(TestServer.ec(CLIENT), second, scene.trust.thumbprint());
            assertThat(same.after()).isEqualTo(2);
            assertThat(TrustChain.parsePart(same.line())).isEmpty();
            Trust next = scene.successor(scene.trust, List.of(scene.h2()), scene.alice, scene.bob);
            scene.move(manager, scene.payroll, next);
            NewestDomain moved = manager.uses().newest(TestServer.ec(CLIENT), second, scene.trust.thumbprint());
            assertThat(TrustChain.parsePart(moved.line()))
                    .extracting(Trust::thumbprint)
                    .containsExactly(next.thumbprint());
            NewestDomain unknown = manager.uses().newest(TestServer.ec(CLIENT), second, second.thumbprint());
            assertThat(TrustChain.parsePart(unknown.line())).hasSize(3);
        }

        @Test
        void whoSawAnotherBranchIsShownAllThatWasBefore() {
            DatabaseEditor.Rows before = scene.editor.rows(scene.payroll);
            scene.share();
            Party home = client(CLIENT);
            scene.editor.put(before);
            Manager other = scene.other(1).manager();
            scene.rotate(other, scene.payroll);
            assertThatThrownBy(() -> home.call(other, scene.payroll, named -> encrypt(other, CLIENT, named)))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("forked");
            assertThat(home.seen(scene.payroll).revision()).isEqualTo(3);
        }

        @Test
        void whoWasTakenOutMayAskAndRemembersIt() {
            scene.share();
            Party backup = client(BACKUP);
            scene.unshare(manager);
            Descent seen = backup.seen(scene.payroll);
            assertThatThrownBy(() -> encrypt(manager, BACKUP, seen.seen())).isInstanceOf(MovedException.class);
            Newest newest = Newest.verified(
                    manager.uses().newest(backup.caller(), seen.seen(), seen.trust()),
                    seen,
                    backup.lines(),
                    new org.quorumkms.domain.DomainVerifier(system.genesis()));
            assertThat(newest.domain().isControlledBy(BACKUP.publicKey().thumbprint()))
                    .isFalse();
            assertThatThrownBy(() -> backup.call(manager, scene.payroll, named -> encrypt(manager, BACKUP, named)))
                    .isInstanceOf(RefusedException.class);
            assertThat(backup.seen(scene.payroll).revision()).isEqualTo(4);
            // Of that Domain, and no other.
            DomainId other = scene.domain("other", Purpose.ENCRYPT);
            requireStranger(BACKUP, other);
        }

        @Test
        void aStrangerHearsOfItWhatItHearsOfOneThatIsNotThere() {
            requireStranger(STRANGER, scene.payroll);
            requireStranger(STRANGER, DomainId.random(new SecureRandom()));
        }

        private void requireStranger(org.quorumkms.jose.SigningKey key, DomainId id) {
            SeenDomain named = new SeenDomain(id, 2, second.thumbprint());
            String refusal = "No Domain " + id + " names this key as a controller. Ask for an invitation.";
            assertThatThrownBy(() -> manager.uses().newest(TestServer.ec(key), named, scene.trust.thumbprint()))
                    .hasMessage(refusal);
            assertThatThrownBy(() -> manager.uses().read(TestServer.ec(key), id))
                    .hasMessage(refusal);
            assertThatThrownBy(() -> encrypt(manager, key, named)).hasMessage(refusal);
        }
    }

    @Nested
    class TheServerIsBehind {

        @Test
        void itReadsTheStoreAgainFirst() {
            Manager other = scene.other(1).manager();
            encrypt(other, CLIENT, second);
            scene.share();
            SeenDomain third = scene.seen(scene.payroll);
            // At once: what is served is a second old.
            assertThat(encrypt(other, CLIENT, third).seen()).isEqualTo(third);
        }

        @Test
        void itSaysSoAndTakesWhatIsHandedOver() {
            DatabaseEditor.Rows before = scene.editor.rows(scene.payroll);
            scene.share();
            SeenDomain third = scene.seen(scene.payroll);
            Party home = client(CLIENT);
            scene.editor.put(before);
            Manager other = scene.other(1).manager();
            assertThatThrownBy(() -> encrypt(other, CLIENT, third))
                    .isInstanceOfSatisfying(BehindException.class, behind -> {
                        assertThat(behind.revision()).isEqualTo(2);
                        assertThat(behind.thumbprint())
                                .isEqualTo(second.thumbprint().value());
                    });
            assertThat(home.call(other, scene.payroll, named -> encrypt(other, CLIENT, named))
                            .seen())
                    .isEqualTo(third);
            assertThat(scene.seen(scene.payroll)).isEqualTo(third);
            assertThat(encrypt(other, BACKUP, third).seen()).isEqualTo(third);
        }

        @Test
        void alsoFromAConsole() {
            DatabaseEditor.Rows before = scene.editor.rows(scene.payroll);
            scene.share();
            SeenDomain third = scene.seen(scene.payroll);
            Party console = Party.console(BOB.connection(), system.genesis());
            console.takeUp(scene.exported(scene.payroll));
            scene.editor.put(before);
            Manager other = scene.other(1).manager();
            RequestId request = system.request();
            console.change(
                    other,
                    scene.payroll,
                    named ->
                            other.domainChanges().rotate(new Request(console.caller(), request), named, Duration.ZERO));
            assertThat(scene.exported(scene.payroll).holds(3, third.thumbprint()))
                    .isTrue();
            assertThat(scene.revision(scene.payroll)).contains(4);
        }
    }

    @Nested
    class ARequestIdStandsForWhatIsAsked {

        private final RequestId request = new RequestId("A".repeat(22));

        private NewestDomain share(SeenDomain named, String name) {
            return manager.domainChanges()
                    .controllers(
                            new Request(TestServer.ec(CLIENT), request),
                            new ChangeControllers(named, List.of(controller(BACKUP, name, Right.ENCRYPT)), List.of()));
        }

        @Test
        void withoutTheRevisionThatIsNamed() {
            share(second, "backup");
            SeenDomain third = scene.seen(scene.payroll);
            scene.rotate(manager, scene.payroll);
            SeenDomain fourth = scene.seen(scene.payroll);
            for (SeenDomain named : List.of(second, third, fourth)) {
                NewestDomain again = share(named, "backup");
                assertThat(again.after()).isEqualTo(named.revision());
                assertThat(scene.seen(scene.payroll)).isEqualTo(fourth);
            }
            assertThatThrownBy(() -> share(fourth, "another"))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("used for another request");
        }

        @Test
        void oneThatWasRefusedSinceTheCallerWasBehindIsAskedAgainWithTheSameId() {
            scene.rotate(manager, scene.payroll);
            assertThatThrownBy(() -> share(second, "backup")).isInstanceOf(MovedException.class);
            share(scene.seen(scene.payroll), "backup");
            assertThat(scene.revision(scene.payroll)).contains(4);
        }

        @Test
        void whatTheNewestRevisionShowsToBeDoneIsAnsweredAsDone() {
            share(second, "backup");
            SeenDomain third = scene.seen(scene.payroll);
            NewestDomain done = manager.domainChanges()
                    .controllers(
                            new Request(TestServer.ec(CLIENT), system.request()),
                            new ChangeControllers(
                                    second, List.of(controller(BACKUP, "backup", Right.ENCRYPT)), List.of()));
            assertThat(done.after()).isEqualTo(2);
            Trust next = scene.successor(scene.trust, List.of(scene.h2()), scene.alice, scene.bob);
            scene.move(manager, scene.payroll, next);
            SeenDomain fourth = scene.seen(scene.payroll);
            manager.domainChanges()
                    .move(new Request(ALICE.caller(), system.request()), new MoveDomain(third, next.thumbprint(), ""));
            assertThat(scene.seen(scene.payroll)).isEqualTo(fourth);
        }
    }

    @Nested
    class Orders {

        private Thumbprint approved() {
            return scene.approve(ALICE, scene.order(new Decision.Disable(), scene.payroll))
                    .thumbprint();
        }

        @Test
        void oneIsCarriedOutOnTheNewestThatDescendsFromWhatItsRunnerSaw() {
            Thumbprint order = approved();
            scene.share();
            scene.rotate(manager, scene.payroll);
            manager.orders().run(new Request(ALICE.caller(), system.request()), order, second);
            assertThat(scene.revision(scene.payroll)).contains(5);
        }

        @Test
        void notWhereItsRunnerSawAnotherBranch() {
            Thumbprint order = approved();
            scene.share();
            SeenDomain other = new SeenDomain(scene.payroll, 2, system.genesis());
            assertThatThrownBy(() -> manager.orders().run(new Request(ALICE.caller(), system.request()), order, other))
                    .isInstanceOf(MovedException.class);
            SeenDomain later = new SeenDomain(scene.payroll, 9, system.genesis());
            assertThatThrownBy(() -> manager.orders().run(new Request(ALICE.caller(), system.request()), order, later))
                    .isInstanceOf(BehindException.class);
            assertThat(scene.revision(scene.payroll)).contains(3);
        }

        @Test
        void theServerTriesAgainByItself() {
            Order order = scene.approve(ALICE, scene.order(new Decision.Disable(), scene.payroll));
            Manager other = scene.other(1).manager();
            scene.store.first(() -> scene.rotate(other, scene.payroll));
            scene.run(manager, order);
            assertThat(scene.revision(scene.payroll)).contains(4);
            assertThat(scene.stored(scene.payroll).body().ordered()).isEqualTo(1);
        }
    }
}
