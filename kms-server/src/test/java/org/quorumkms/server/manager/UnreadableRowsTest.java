package org.quorumkms.server.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumkms.server.manager.Scene.ALICE;
import static org.quorumkms.server.manager.Scene.BOB;
import static org.quorumkms.server.manager.Scene.CLIENT;
import static org.quorumkms.server.manager.Scene.encrypt;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.order.Decision;
import org.quorumkms.trust.Trust;

/** One row that cannot be read hides no other, whoever asks. */
class UnreadableRowsTest {

    private static final String GARBAGE = "{\"payload\": \"garbage";

    @TempDir
    private Path folder;

    private Scene scene;
    private TestServer system;
    private DomainId other;

    /** A server that remembers nothing, so that nothing is handed back. */
    private Manager manager;

    @BeforeEach
    void begin() {
        scene = new Scene(folder);
        system = scene.system;
        other = scene.domain("payroll", Purpose.ENCRYPT);
        scene.editor.putDocument(scene.payroll, GARBAGE);
        manager = scene.other(1).manager();
    }

    @AfterEach
    void end() {
        scene.close();
    }

    @Test
    void ofAllDomainsItIsListedAsItIs() {
        assertThat(manager.domains().page(ALICE.caller(), "", 10)).hasSize(4).contains(GARBAGE);
        assertThat(manager.domains().named(ALICE.caller(), "payroll"))
                .singleElement()
                .isEqualTo(scene.stored(other).toText());
    }

    @Test
    void itsControllersUseTheirOtherDomains() {
        assertThat(manager.uses().list(TestServer.ec(CLIENT))).containsExactly(other);
        SeenDomain named = scene.seen(other);
        assertThat(encrypt(manager, CLIENT, named).seen()).isEqualTo(named);
        assertThatThrownBy(() -> manager.uses().read(TestServer.ec(CLIENT), scene.payroll))
                .isInstanceOf(VerificationException.class);
    }

    @Test
    void operatorsGoOnWhereOneOfThemHasIt() {
        scene.editor.putDocument(scene.bob.body().id(), GARBAGE);
        assertThat(manager.domains().operators(ALICE.caller())).hasSize(1);
        scene.rotate(manager, other);
        scene.order(new Decision.Disable(), other);
        Trust next = scene.successor(scene.trust, system.hsms(), scene.alice);
        scene.move(manager, other, next);
        assertThat(scene.stored(other).body().trust()).isEqualTo(next.thumbprint());
    }

    @Test
    void alsoWhereAnOperatorControlsIt() {
        // A second Domain of bob's key is unreadable; bob goes on as an operator.
        scene.editor.execute(
                "INSERT INTO domain_controller (domain, controller, since) VALUES (?, ?, 1)",
                scene.payroll.value(),
                BOB.caller().thumbprint().value());
        assertThat(manager.domains().operators(BOB.caller())).hasSize(2);
        assertThat(manager.uses().list(BOB.caller()))
                .containsExactly(scene.bob.body().id());
    }

    @Test
    void anOrderAboutItHidesNoOther() {
        scene.order(new Decision.Disable(), other);
        scene.editor.putDocument(other, GARBAGE);
        assertThat(manager.orders().list(ALICE.caller())).hasSize(1);
    }

    @Test
    void aServerStartsAndSettlesTheRest() {
        DomainId third = scene.domain("third", Purpose.ENCRYPT);
        for (DomainId id : java.util.List.of(other, third)) {
            scene.store.kill(FaultyStore.When.BEFORE_COMMIT);
            assertThatThrownBy(() -> scene.rotate(system.manager(), id)).isInstanceOf(FaultyStore.Killed.class);
        }
        scene.editor.putDocument(other, GARBAGE);
        system.killed(system.first(), scene.store);
        assertThat(scene.revision(third)).contains(3);
    }
}
