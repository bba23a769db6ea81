package org.quorumkms.server.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumkms.server.manager.Scene.ALICE;
import static org.quorumkms.server.manager.Scene.BOB;
import static org.quorumkms.server.manager.Scene.CAROL;
import static org.quorumkms.server.manager.Scene.STRANGER;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.audit.LogId;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.order.Decision;
import org.quorumkms.remote.MoveDomain;
import org.quorumkms.remote.NewDomain;
import org.quorumkms.remote.NewOperator;
import org.quorumkms.remote.NewOrder;
import org.quorumkms.remote.SignTrust;
import org.quorumkms.remote.TrustView;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;

/** D1 and D8: who was removed, and who audits. */
class D1Test {

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

    private Domain invited(Scene.Person person, Rights may) {
        return scene.claim(
                person,
                ExportedDomain.parse(manager.domains()
                                .inviteOperator(
                                        new Request(ALICE.caller(), system.request()),
                                        new NewOperator(person.name(), system.terms(may)))
                                .exported())
                        .domain());
    }

    private List<ThrowingCallable> reads(EcJwk caller) {
        return List.of(
                () -> manager.domains().page(caller, "", 10),
                () -> manager.domains().named(caller, "payroll"),
                () -> manager.domains().read(caller, scene.payroll),
                () -> manager.domains().newest(caller, scene.seen(scene.payroll), scene.trust.thumbprint()),
                () -> manager.domains().operators(caller),
                () -> manager.hsms().list(caller),
                () -> manager.orders().list(caller),
                () -> manager.audit().logs(caller),
                () -> manager.audit().entries(caller, LogId.first(system.serverKey()), 0, 10),
                () -> manager.audit().heads(caller, LogId.first(system.serverKey()), 0, 10));
    }

    private List<ThrowingCallable> changes(EcJwk caller, Trust trust) {
        return List.of(
                () -> manager.hsms().create(new Request(caller, system.request()), ""),
                () -> manager.trusts()
                        .create(
                                new Request(caller, system.request()),
                                system.plan(TrustKind.SUCCESSOR, trust.thumbprint(), 1, scene.bob)),
                () -> manager.trusts()
                        .create(
                                new Request(caller, system.request()),
                                system.plan(TrustKind.BRANCH, trust.thumbprint(), 1, scene.bob)),
                () -> manager.domains()
                        .create(
                                new Request(caller, system.request()),
                                new NewDomain(trust.thumbprint(), "x", Purpose.ENCRYPT, system.terms(Purpose.ENCRYPT))),
                () -> manager.domains()
                        .inviteOperator(
                                new Request(caller, system.request()),
                                new NewOperator("x", system.terms(Purpose.OPERATOR))),
                () -> manager.domainChanges()
                        .rotate(new Request(caller, system.request()), scene.seen(scene.payroll), Duration.ZERO),
                () -> manager.domainChanges()
                        .move(
                                new Request(caller, system.request()),
                                new MoveDomain(scene.seen(scene.payroll), trust.thumbprint(), "")),
                () -> manager.orders()
                        .create(
                                new Request(caller, system.request()),
                                NewOrder.of(scene.payroll, new Decision.Disable(), "", 0, 0)),
                () -> manager.imports()
                        .importDomain(caller, scene.exported(scene.payroll).toText()),
                () -> manager.imports()
                        .handOver(caller, scene.exported(scene.payroll).toText()));
    }

    private List<Thumbprint> shown(EcJwk caller) {
        return manager.trusts().list(caller).stream()
                .map(TrustView::trust)
                .map(text -> Trust.parse(text).thumbprint())
                .toList();
    }

    @Nested
    class WhoWasRemoved {

        private Trust next;

        @BeforeEach
        void bobIsRemoved() {
            next = scene.successor(scene.trust, system.hsms(), scene.alice);
        }

        @Test
        void readsNothingAndMakesNothing() {
            Stream.concat(reads(BOB.caller()).stream(), changes(BOB.caller(), next).stream())
                    .forEach(call -> assertThatThrownBy(call).isInstanceOf(RefusedException.class));
            assertThat(scene.revision(scene.payroll)).contains(2);
        }

        @Test
        void readsAndMovesItsOwnDomain() {
            Domain own = scene.bob;
            assertThat(ExportedDomain.parse(manager.domains()
                                    .read(BOB.caller(), own.body().id()))
                            .domain()
                            .seen())
                    .isEqualTo(own.seen());
            assertThat(manager.domains()
                            .newest(BOB.caller(), own.seen(), system.genesis())
                            .after())
                    .isEqualTo(2);
            // Out of genesis into the founding line, and on along it.
            Domain now = own;
            for (Trust to : List.of(scene.trust, next)) {
                String word = TestServer.signed(BOB.connection(), now, OperatorRequest.REWRAP, to.thumbprint());
                manager.domainChanges()
                        .move(
                                new Request(BOB.caller(), system.request()),
                                new MoveDomain(now.seen(), to.thumbprint(), word));
                now = scene.stored(own.body().id());
                assertThat(now.body().trust()).isEqualTo(to.thumbprint());
            }
            assertThat(now.body().publicKeys()).isEqualTo(own.body().publicKeys());
        }

        @Test
        void seesItsOwnLineAndTheProposalsThatNameIt() {
            Trust without = system.create(
                    ALICE.connection(),
                    system.plan(TrustKind.SUCCESSOR, next.thumbprint(), List.of(scene.h2()), 1, scene.alice));
            Trust with = system.create(
                    ALICE.connection(), system.plan(TrustKind.SUCCESSOR, next.thumbprint(), 1, scene.alice, scene.bob));
            assertThat(shown(BOB.caller())).contains(with.thumbprint()).doesNotContain(without.thumbprint());
            assertThat(shown(ALICE.caller())).contains(with.thumbprint(), without.thumbprint());
            // Its own line: also the Trust by which it was removed.
            String word =
                    TestServer.signed(BOB.connection(), scene.bob, OperatorRequest.REWRAP, scene.trust.thumbprint());
            manager.domainChanges()
                    .move(
                            new Request(BOB.caller(), system.request()),
                            new MoveDomain(scene.bob.seen(), scene.trust.thumbprint(), word));
            assertThat(shown(BOB.caller()))
                    .containsExactlyInAnyOrder(
                            system.genesis(), scene.trust.thumbprint(), next.thumbprint(), with.thumbprint());
            assertThat(manager.trusts().operatorsLine(BOB.caller(), next.thumbprint()))
                    .isNotEmpty();
        }

        @Test
        void seesNoOtherLine() {
            Trust branch = system.create(
                    ALICE.connection(),
                    system.plan(TrustKind.BRANCH, next.thumbprint(), List.of(scene.h2()), 1, scene.alice));
            scene.signed(branch);
            assertThat(shown(BOB.caller())).doesNotContain(branch.thumbprint());
            assertThatThrownBy(() -> manager.trusts().operatorsLine(BOB.caller(), branch.thumbprint()))
                    .isInstanceOf(RefusedException.class);
            assertThat(manager.trusts().operatorsLine(ALICE.caller(), branch.thumbprint()))
                    .isNotEmpty();
        }

        @Test
        void approvesAndRejectsAProposalThatNamesItAndIsThenInForceAgain() {
            Trust first = system.create(
                    ALICE.connection(), system.plan(TrustKind.SUCCESSOR, next.thumbprint(), 2, scene.alice, scene.bob));
            assertThat(manager.trusts()
                            .end(new Request(BOB.caller(), system.request()), first.thumbprint(), false, "no")
                            .ended())
                    .startsWith("rejected");
            Trust second = system.create(
                    ALICE.connection(), system.plan(TrustKind.SUCCESSOR, next.thumbprint(), 2, scene.alice, scene.bob));
            scene.approve(BOB, second);
            scene.signed(second);
            assertThat(manager.domains().page(BOB.caller(), "", 10)).hasSize(3);
        }

        @Test
        void hasNoWordAboutOthers() {
            Trust without = system.create(
                    ALICE.connection(),
                    system.plan(TrustKind.SUCCESSOR, next.thumbprint(), List.of(scene.h2()), 1, scene.alice));
            assertThatThrownBy(() -> manager.trusts()
                            .end(new Request(BOB.caller(), system.request()), without.thumbprint(), false, "no"))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("would not count");
            assertThatThrownBy(() -> scene.approve(BOB, without)).isInstanceOf(RefusedException.class);
            assertThatThrownBy(() -> manager.trusts()
                            .addApproval(
                                    new Request(BOB.caller(), system.request()),
                                    without.thumbprint(),
                                    Scene.approval(ALICE, without)))
                    .isInstanceOf(RefusedException.class);
            assertThatThrownBy(() -> manager.trusts()
                            .sign(
                                    new Request(BOB.caller(), system.request()),
                                    new SignTrust(without.thumbprint(), List.of())))
                    .isInstanceOf(RefusedException.class);
        }
    }

    @Nested
    class WhoAudits {

        private Domain audit;

        @BeforeEach
        void carolAudits() {
            audit = invited(CAROL, Rights.of(Right.AUDIT));
        }

        @Test
        void readsEverythingAndChangesNothing() throws Throwable {
            for (ThrowingCallable read : reads(CAROL.caller())) {
                read.call();
            }
            assertThat(shown(CAROL.caller())).isEqualTo(shown(ALICE.caller()));
            manager.trusts().operatorsLine(CAROL.caller(), scene.trust.thumbprint());
            changes(CAROL.caller(), scene.trust)
                    .forEach(call -> assertThatThrownBy(call).isInstanceOf(RefusedException.class));
            Trust proposal = system.create(
                    ALICE.connection(), system.plan(TrustKind.SUCCESSOR, scene.trust.thumbprint(), 1, scene.alice));
            assertThatThrownBy(() -> manager.trusts()
                            .end(new Request(CAROL.caller(), system.request()), proposal.thumbprint(), false, ""))
                    .isInstanceOf(RefusedException.class);
            assertThatThrownBy(() -> scene.approve(CAROL, proposal)).isInstanceOf(RefusedException.class);
            assertThatThrownBy(() -> system.approve(CAROL.connection(), audit, proposal.thumbprint()))
                    .isInstanceOf(RefusedException.class);
        }

        @Test
        void isInNoTrust() {
            assertThatThrownBy(() -> system.create(
                            ALICE.connection(),
                            system.plan(TrustKind.SUCCESSOR, scene.trust.thumbprint(), 1, scene.alice, audit)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("D8");
        }

        @Test
        void readsNothingAfterAnOrderDisabledItsDomain() {
            scene.ordered(new Decision.Disable(), audit.body().id());
            reads(CAROL.caller()).forEach(call -> assertThatThrownBy(call).isInstanceOf(RefusedException.class));
        }
    }

    @Nested
    class BeforeTheFounding {

        @Test
        void allThatAreEnrolledReadAndPropose() {
            try (Scene.Beginning young = Scene.beginning(folder.resolve("young.sqlite"))) {
                Domain alice = young.enrol(ALICE);
                Domain bob = young.enrol(BOB);
                Manager first = young.system().manager();
                assertThat(first.domains().operators(BOB.caller())).hasSize(2);
                assertThat(first.trusts()
                                .create(
                                        new Request(BOB.caller(), young.system().request()),
                                        young.system()
                                                .plan(
                                                        TrustKind.BRANCH,
                                                        young.system().genesis(),
                                                        1,
                                                        alice,
                                                        bob)))
                        .isNotEmpty();
                assertThatThrownBy(() -> first.domains().operators(TestServer.ec(STRANGER)))
                        .isInstanceOf(RefusedException.class);
            }
        }
    }
}
