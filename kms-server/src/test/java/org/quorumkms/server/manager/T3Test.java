package org.quorumkms.server.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumkms.server.manager.Scene.ALICE;
import static org.quorumkms.server.manager.Scene.BOB;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.domain.Domain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.remote.TrustView;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;

/** T3 as far as it is the Manager's: which proposals it takes, how many, and how they end. */
class T3Test {

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

    private Trust proposal(int quorum, Domain... operators) {
        return system.create(
                ALICE.connection(),
                system.plan(TrustKind.SUCCESSOR, scene.trust.thumbprint(), List.of(scene.h2()), quorum, operators));
    }

    private Trust proposal() {
        return proposal(1, scene.alice, scene.bob);
    }

    private TrustView view(Trust trust) {
        return manager.trusts().list(ALICE.caller()).stream()
                .filter(one -> Trust.parse(one.trust()).thumbprint().equals(trust.thumbprint()))
                .findFirst()
                .orElseThrow();
    }

    private TrustView withdraw(Scene.Person by, Trust trust) {
        return manager.trusts()
                .end(new Request(by.caller(), system.request()), trust.thumbprint(), true, "made in error");
    }

    private TrustView reject(Scene.Person by, Trust trust) {
        return manager.trusts().end(new Request(by.caller(), system.request()), trust.thumbprint(), false, "not now");
    }

    private void requireEnded(Trust trust, String why) {
        assertThat(view(trust).ended()).contains(why);
        assertThatThrownBy(() -> scene.approve(BOB, trust))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(why);
        assertThatThrownBy(() -> system.approve(BOB.connection(), scene.bob, trust.thumbprint()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("ended: ")
                .hasMessageContaining(why);
    }

    @Test
    void oneThatChangesNothingIsRefused() {
        assertThatThrownBy(() -> system.create(
                        ALICE.connection(),
                        system.plan(
                                TrustKind.SUCCESSOR,
                                scene.trust.thumbprint(),
                                List.of(scene.h2(), scene.h1()),
                                1,
                                scene.bob,
                                scene.alice)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("would change nothing");
        proposal(2, scene.alice, scene.bob);
        proposal(1, scene.alice);
    }

    @Test
    void sixteenOpenOnesOfAnOperator() {
        Trust first = proposal();
        for (int i = 1; i < 16; i++) {
            proposal();
        }
        assertThatThrownBy(() -> proposal())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("alice has 16 open proposals");
        manager.trusts()
                .create(
                        new Request(BOB.caller(), system.request()),
                        system.plan(TrustKind.BRANCH, scene.trust.thumbprint(), 1, scene.bob));
        withdraw(ALICE, first);
        proposal();
        assertThatThrownBy(() -> proposal()).isInstanceOf(RefusedException.class);
    }

    @Test
    void itsProposerWithdrawsOne() {
        Trust open = proposal();
        assertThat(view(open).proposer())
                .isEqualTo(TestServer.approvalKey(scene.alice).value());
        assertThatThrownBy(() -> withdraw(BOB, open)).isInstanceOf(RefusedException.class);
        assertThat(withdraw(ALICE, open).ended()).isEqualTo("withdrawn by its proposer: made in error");
        requireEnded(open, "withdrawn by its proposer");
        assertThatThrownBy(() -> withdraw(ALICE, open)).isInstanceOf(RefusedException.class);
    }

    /** One corrupt operator must not stop every successor. */
    @Test
    void rejectingEndsOneOnlyWhereAQuorumCannotBeReached() {
        Trust open = proposal();
        assertThat(reject(BOB, open).ended()).isEmpty();
        assertThat(view(open).rejections()).hasSize(1);
        assertThat(view(open).rejections().get(0).why()).isEqualTo("not now");
        scene.approve(ALICE, open);
        system.sign(ALICE.connection(), open.thumbprint());
        Trust both = system.create(
                ALICE.connection(), system.plan(TrustKind.SUCCESSOR, open.thumbprint(), 2, scene.alice, scene.bob));
        assertThat(reject(BOB, both).ended()).startsWith("rejected");
        requireEnded(both, "rejected");
    }

    @Test
    void approvalsThatWereGivenStayGood() {
        Trust approved = proposal();
        scene.approve(ALICE, approved);
        withdraw(ALICE, approved);
        reject(BOB, approved);
        assertThat(view(approved).ended()).isEmpty();
        system.sign(ALICE.connection(), approved.thumbprint());
        assertThat(Trust.parse(view(approved).trust()).signers()).hasSize(1);
    }

    @Test
    void oneWhosePredecessorHasItsSuccessorEnded() {
        Trust late = proposal();
        Trust branch = system.create(
                ALICE.connection(),
                system.plan(TrustKind.BRANCH, scene.trust.thumbprint(), List.of(scene.h2()), 1, scene.alice));
        scene.signed(proposal(1, scene.alice));
        requireEnded(late, "its predecessor has its successor");
        requireEnded(branch, "its predecessor was replaced");
    }

    @Test
    void oneWhoseTimeIsOverEnded() {
        Trust late = proposal();
        scene.approve(ALICE, late);
        scene.clock.turn(Duration.ofDays(14).plusSeconds(1));
        requireEnded(late, "its time to approve ended");
        assertThatThrownBy(() -> system.sign(ALICE.connection(), late.thumbprint()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("T3");
        // It does not count among the open ones.
        for (int i = 0; i < 16; i++) {
            proposal();
        }
    }

    @Test
    void whoIsInNeitherTrustHasNoWord() {
        Trust next = scene.signed(proposal(1, scene.alice));
        Trust open =
                system.create(ALICE.connection(), system.plan(TrustKind.SUCCESSOR, next.thumbprint(), 1, scene.alice));
        assertThatThrownBy(() -> reject(BOB, open))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("would not count");
    }
}
