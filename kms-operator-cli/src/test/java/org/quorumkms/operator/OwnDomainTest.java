package org.quorumkms.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumkms.testing.TestSystem.GENESIS;
import static org.quorumkms.testing.TestSystem.H1;
import static org.quorumkms.testing.TestSystem.H2;
import static org.quorumkms.testing.TestSystem.H3;
import static org.quorumkms.testing.TestSystem.OPERATORS;
import static org.quorumkms.testing.TestSystem.T1;
import static org.quorumkms.testing.TestSystem.T2;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.errors.UnreachableException;
import org.quorumkms.remote.MoveDomain;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestSystem;
import org.quorumkms.trust.TrustChain;

/** D5: how far a console moves its operator's own Domain by itself. */
class OwnDomainTest {

    @TempDir
    private Path folder;

    private static Thumbprint last(TrustChain line) {
        return line.last().thumbprint();
    }

    private static Thumbprint under(Session session) {
        return session.self().domain().trust().thumbprint();
    }

    @Test
    void followsSuccessorsByItself() {
        TestConsole console = new TestConsole(folder, T1, H1, H2);
        console.server.with(T2);
        assertThat(under(console.open())).isEqualTo(last(T2));
        assertThat(console.asked).isEmpty();
        assertThat(console.warnings).isEmpty();
        assertThat(console.connect().pins().now().trusts().lines())
                .extracting(line -> line.thumbprint())
                .contains(last(T2));
    }

    @Test
    void leavesGenesisByItself_underAFoundingTrustThatItsOperatorApproved() {
        TestConsole console = new TestConsole(folder, GENESIS, H1, H2);
        console.server.with(T2);
        console.connect().choices().add(TrustChoices.Choice.APPROVED, last(T1));
        assertThat(under(console.open())).isEqualTo(last(T2));
        assertThat(console.asked).isEmpty();
    }

    @Test
    void staysUnderGenesis_andSaysWhatToRun_whereNobodyCanBeAsked() {
        TestConsole console = new TestConsole(folder, GENESIS, H1, H2);
        console.server.with(T1);
        assertThat(under(console.open())).isEqualTo(last(GENESIS));
        assertThat(console.warnings).singleElement().asString().contains("domain rewrap", "--trust 2");
        assertThat(console.server.moves).isEmpty();
    }

    @Test
    void asksOnce_whereTheFoundingTrustWasNotApprovedHere() {
        TestConsole console = new TestConsole(folder, GENESIS, H1, H2);
        console.server.with(T1);
        console.answer = Optional.of(false);
        assertThat(under(console.open())).isEqualTo(last(GENESIS));
        assertThat(under(console.open())).isEqualTo(last(GENESIS));
        assertThat(console.asked).hasSize(1);
        assertThat(console.server.moves).isEmpty();
    }

    @Test
    void movesWhereItsOperatorConfirmsTheFoundingTrust_andDoesNotAskForItAgain() {
        TestConsole console = new TestConsole(folder, GENESIS, H1, H2);
        console.server.with(T1);
        console.answer = Optional.of(true);
        assertThat(under(console.open())).isEqualTo(last(T1));
        console.server.with(T2);
        assertThat(under(console.open())).isEqualTo(last(T2));
        assertThat(console.asked).hasSize(1);
    }

    @Test
    void goesInOneStep_whereAnHsmIsInBothEnds() {
        TrustChain further = TestSystem.successor(T2, List.of(H2), OPERATORS, 2);
        TestConsole console = new TestConsole(folder, T1, H1, H2);
        console.server.with(further);
        assertThat(under(console.open())).isEqualTo(last(further));
        assertThat(console.server.moves).hasSize(1);
    }

    @Test
    void makesOneRequestForEachStep_whereNoHsmIsInBothEnds() {
        TrustChain further = T2.then(TestAuthority.successor(4, last(T2), List.of(H3), OPERATORS, 2)
                .approvedBy(OPERATORS.get(0), OPERATORS.get(1))
                .signedBy(H3)
                .trust());
        TestConsole console = new TestConsole(folder, T1, H1, H2, H3);
        console.server.with(further);
        assertThat(under(console.open())).isEqualTo(last(further));
        assertThat(console.server.moves).extracting(MoveDomain::target).containsExactly(last(T2), last(further));
    }

    @Test
    void goesByANearerTrust_whereTheHsmOfTheLongStepIsNotAtHand() {
        TestConsole console = new TestConsole(folder, T1, H1);
        TrustChain nearer = TestSystem.successor(T1, List.of(H1, H2), OPERATORS, 2);
        TrustChain further = TestSystem.successor(nearer, List.of(H2, H3), OPERATORS, 2);
        console.server.with(further);
        console.open();
        assertThat(console.server.moves)
                .extracting(MoveDomain::target)
                .containsExactly(last(further), last(nearer), last(further));
        assertThat(console.warnings).singleElement().asString().startsWith("Your own Domain was not moved");
        assertThat(under(console.connect())).isEqualTo(last(nearer));
    }

    @Test
    void doesNotKeepACommandFromBeingCarriedOut_whereItCannotBeMoved() {
        TestConsole console = new TestConsole(folder, T1, H1, H2);
        console.server.with(T2);
        console.server.on("moveDomain", asked -> {
            throw new UnreachableException("No server could be reached.");
        });
        Session session = console.open();
        assertThat(under(session)).isEqualTo(last(T1));
        assertThat(console.warnings).singleElement().asString().contains("No server could be reached.");
    }

    @Test
    void isNotItsOperatorsAnyMore_whereAnotherKeyControlsIt() {
        TestConsole console = new TestConsole(folder, T1, H1, H2);
        console.server.with(
                console.server.domains.values().iterator().next().then(H1, says -> says.controlledBy(List.of())));
        assertThatThrownBy(console::open).hasMessageContaining("does not name this home's key");
    }
}
