package org.quorumkms.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumkms.testing.TestSystem.H1;
import static org.quorumkms.testing.TestSystem.H2;
import static org.quorumkms.testing.TestSystem.OPERATORS;
import static org.quorumkms.testing.TestSystem.T1;
import static org.quorumkms.testing.TestSystem.T2;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestSystem;
import org.quorumkms.trust.TrustChain;

/** T6: a home goes on with another branch, by a person's word. */
class RepinningTest {

    private static final TestController CLIENT = TestController.number(1);

    @TempDir
    private Path folder;

    private TestConsole console;
    private DomainHistory payroll;
    private DomainHistory seen;
    private DomainId id;

    @BeforeEach
    void enrol() {
        console = new TestConsole(folder, T1, H1, H2);
        payroll = DomainHistory.begin(
                Purpose.ENCRYPT, H1, T1, says -> says.controlledBy(List.of(CLIENT.may(Right.ENCRYPT, Right.SHARE))));
        id = payroll.last().body().id();
        seen = payroll.then(H1);
        console.server.with(seen);
        console.open().domains().newest(id);
    }

    private Repinning repinning() {
        return new Repinning(console.connect(), console.home);
    }

    @Test
    void takesTheOtherBranchOfADomain_andKeepsWhatItLeaves() throws IOException {
        DomainHistory other = payroll.then(
                H1, says -> says.controlledBy(List.of(TestController.number(2).may(Right.ENCRYPT, Right.SHARE))));
        console.server.with(other);
        Repinning.OfDomain branches = repinning().domain(id, other.last().thumbprint());
        assertThat(branches.left().orElseThrow().toText())
                .isEqualTo(seen.exported().toText());
        Path left = repinning().take(branches);
        assertThat(Files.readString(left).strip()).isEqualTo(seen.exported().toText());
        assertThat(console.open().domains().newest(id).domain().thumbprint())
                .isEqualTo(other.last().thumbprint());
    }

    @Test
    void movesADomainAtOnce_thatStandsUnderAnEarlierTrustOfItsLine() {
        console.server.with(T2);
        console.open();
        DomainHistory other = payroll.then(
                H2, says -> says.controlledBy(List.of(TestController.number(2).may(Right.ENCRYPT, Right.SHARE))));
        console.server.with(other);
        repinning().take(repinning().domain(id, other.last().thumbprint()));
        assertThat(console.server.domains.get(id).last().body().trust())
                .isEqualTo(T2.last().thumbprint());
        assertThat(console.warnings).isEmpty();
    }

    @Test
    void refusesWhatWasNotNamed_whatWasNeverSeen_andWhatIsNoBranch() {
        assertThatThrownBy(() -> repinning().domain(id, T1.last().thumbprint()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("not the one that you named");
        DomainHistory stranger = DomainHistory.begin(
                Purpose.ENCRYPT, H1, T1, says -> says.controlledBy(List.of(CLIENT.may(Right.ENCRYPT))));
        console.server.with(stranger);
        assertThatThrownBy(() -> repinning()
                        .domain(stranger.last().body().id(), stranger.last().thumbprint()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("never seen");
        assertThatThrownBy(() -> repinning()
                        .domain(id, console.server.domains.get(id).last().thumbprint()))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void takesTheOtherBranchOfALine_whichNothingElseDoes() throws IOException {
        console.server.with(T2);
        console.open();
        TrustChain other = TestSystem.successor(T1, List.of(H2), OPERATORS, 2);
        console.server.with(other);
        console.server.on("line", asked -> other.toText());
        assertThatThrownBy(console::open)
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining("stands beside");

        Repinning.OfLine branches = repinning().line(other.last().thumbprint());
        Path left = repinning().take(branches);
        assertThat(Files.readString(left).strip())
                .isEqualTo(branches.seen().chain().toText());
        assertThat(console.connect().pins().now().trusts().lines())
                .extracting(line -> line.thumbprint())
                .containsExactly(other.last().thumbprint());
    }

    @Test
    void refusesTheLineOfAnotherTrustThanWasNamed() {
        TrustChain other = TestSystem.successor(T1, List.of(H2, H1), OPERATORS, 2);
        console.server.on("line", asked -> T2.toText());
        assertThatThrownBy(() -> repinning().line(other.last().thumbprint()))
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining("another Trust than was named");
    }
}
