package org.quorumkms.server.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumkms.server.manager.Scene.ALICE;
import static org.quorumkms.server.manager.Scene.BACKUP;
import static org.quorumkms.server.manager.Scene.BOB;
import static org.quorumkms.server.manager.Scene.CLIENT;
import static org.quorumkms.server.manager.Scene.STRANGER;
import static org.quorumkms.server.manager.Scene.controller;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.order.Decision;
import org.quorumkms.remote.ChangeControllers;
import org.quorumkms.remote.InviteDomain;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;

/** D6: how fast one Domain is changed, by a clock that is turned. */
class D6Test {

    @TempDir
    private Path folder;

    private Scene scene;
    private TestServer system;
    private Manager manager;

    @BeforeEach
    void begin() {
        scene = new Scene(folder);
        system = scene.system;
        manager = system.manager();
    }

    @AfterEach
    void end() {
        scene.close();
    }

    private static Thumbprint key(int number) {
        return Bytes.utf8("controller " + number).thumbprint();
    }

    private static Controller writer(int number) {
        return new Controller(key(number), "c" + number, org.quorumkms.domain.Rights.of(Right.ENCRYPT));
    }

    private void change(Manager at, SigningKey by, List<Controller> add, List<Thumbprint> remove) {
        at.domainChanges()
                .controllers(
                        new Request(TestServer.ec(by), system.request()),
                        new ChangeControllers(scene.seen(scene.payroll), add, remove));
    }

    private void add(SigningKey by, int number) {
        change(manager, by, List.of(writer(number)), List.of());
    }

    private void takeOut(SigningKey by, int number) {
        change(manager, by, List.of(), List.of(key(number)));
    }

    private void turn(Duration by) {
        scene.clock.turn(by);
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("D6: too many changes of this Domain");
    }

    @Test
    void aControllerMakesTenInAMinute() {
        change(manager, CLIENT, List.of(controller(BACKUP, "backup", Right.ENCRYPT, Right.SHARE)), List.of());
        for (int i = 0; i < 9; i++) {
            add(CLIENT, i);
        }
        SeenDomain last = scene.seen(scene.payroll);
        refused(() -> add(CLIENT, 10)).hasMessageContaining("this key changed it 10 times within a minute");
        // At another server too, and of this Domain alone.
        refused(() -> change(scene.other(1).manager(), CLIENT, List.of(writer(10)), List.of()));
        assertThat(scene.seen(scene.payroll)).isEqualTo(last);
        assertThat(system.first().memory().allPending()).isEmpty();
        DomainId other = scene.domain("other", Purpose.ENCRYPT);
        scene.share(manager, other, controller(BACKUP, "backup", Right.ENCRYPT));
        // Another controller has its own ten.
        add(BACKUP, 10);
        turn(Duration.ofSeconds(59));
        refused(() -> add(CLIENT, 11));
        turn(Duration.ofSeconds(2));
        add(CLIENT, 11);
    }

    @Test
    void allControllersTogetherTakeFortyPlacesInTheRingInADay() {
        List<Controller> many = new ArrayList<>();
        for (int i = 0; i < 42; i++) {
            many.add(writer(i));
        }
        many.add(controller(BACKUP, "backup", Right.ENCRYPT, Right.SHARE));
        change(manager, CLIENT, many, List.of());
        for (int i = 0; i < 40; i++) {
            if (i % 4 == 0) {
                turn(Duration.ofMinutes(1));
            }
            takeOut(i % 2 == 0 ? CLIENT : BACKUP, i);
        }
        refused(() -> takeOut(BACKUP, 40)).hasMessageContaining("controllers had a new key made 40 times within a day");
        // What takes no place goes on.
        add(CLIENT, 50);
        turn(Duration.ofHours(23));
        refused(() -> takeOut(CLIENT, 40));
        turn(Duration.ofHours(2));
        takeOut(CLIENT, 40);
    }

    @Test
    void allControllersTogetherMakeAThousandInADay() {
        scene.editor.execute(
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 999)"
                        + " INSERT INTO domain_change (domain, at, revision, asked, who, ring)"
                        + " SELECT ?, ?, 10000 + i, 'c', ?, 0 FROM n",
                scene.payroll.value(),
                scene.clock.instant().getEpochSecond() - 3_600,
                key(0).value());
        add(CLIENT, 1);
        refused(() -> add(CLIENT, 2)).hasMessageContaining("controllers changed it 1000 times within a day");
        scene.rotate(manager, scene.payroll);
        turn(Duration.ofHours(23).plusMinutes(1));
        add(CLIENT, 2);
    }

    @Test
    void operatorsMakeEightInADay() {
        for (int i = 0; i < 4; i++) {
            scene.rotate(manager, scene.payroll);
            manager.domainChanges()
                    .rotate(new Request(BOB.caller(), system.request()), scene.seen(scene.payroll), Duration.ZERO);
        }
        refused(() -> scene.rotate(manager, scene.payroll))
                .hasMessageContaining("operators changed it (rotations, invitations) 8 times within a day");
        refused(() -> scene.rotate(scene.other(1).manager(), scene.payroll));
        // Controllers' are counted apart.
        add(CLIENT, 1);
        turn(Duration.ofDays(1).plusSeconds(1));
        scene.rotate(manager, scene.payroll);
    }

    @Test
    void alsoOfInvitations() {
        DomainId unclaimed = ExportedDomain.parse(
                        system.domain(ALICE.connection(), scene.trust, "fresh").exported())
                .domain()
                .body()
                .id();
        for (int i = 0; i < 8; i++) {
            invite(unclaimed);
        }
        refused(() -> invite(unclaimed));
    }

    private void invite(DomainId id) {
        manager.domains()
                .invite(
                        new Request(ALICE.caller(), system.request()),
                        new InviteDomain(scene.seen(id), List.of(system.terms(Purpose.ENCRYPT))));
    }

    @Test
    void movesAndOrdersAreNotCounted() {
        for (int i = 0; i < 8; i++) {
            scene.rotate(manager, scene.payroll);
        }
        for (int i = 0; i < 12; i++) {
            scene.ordered(
                    new Decision.Admit(controller(
                            STRANGER, "s", i % 2 == 0 ? new Right[] {Right.ENCRYPT} : new Right[] {Right.DECRYPT})),
                    scene.payroll);
        }
        Trust at = scene.trust;
        for (int i = 0; i < 3; i++) {
            List<Hsm> hsms = i % 2 == 0 ? List.of(scene.h1()) : system.hsms();
            at = scene.successor(at, hsms, scene.alice, scene.bob);
            scene.move(manager, scene.payroll, at);
        }
        assertThat(scene.revision(scene.payroll)).contains(2 + 8 + 12 + 3);
        refused(() -> scene.rotate(manager, scene.payroll));
        add(CLIENT, 1);
    }
}
