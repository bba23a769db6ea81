package org.quorumkms.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumkms.testing.TestSystem.GENESIS;
import static org.quorumkms.testing.TestSystem.H2;
import static org.quorumkms.testing.TestSystem.OPERATORS;
import static org.quorumkms.testing.TestSystem.T1;
import static org.quorumkms.testing.TestSystem.T2;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.TestSystem;

/** What a verified Trust says of its own line (T5, T6). */
class VerifiedTrustTest {

    private static final TrustChain BRANCH = TestSystem.branch(T1, List.of(H2), OPERATORS, 2);
    private static final TrustChain AFTER_BRANCH = TestSystem.successor(BRANCH, List.of(H2), OPERATORS, 2);
    private static final Thumbprint STRANGER = Bytes.utf8("stranger").thumbprint();

    private static VerifiedTrust verified(TrustChain line) {
        return new TrustVerifier(TestSystem.genesis()).verify(line).require();
    }

    private static Thumbprint end(TrustChain line) {
        return line.last().thumbprint();
    }

    @Test
    void isReachedFromItselfAndOverSuccessorLinksOnly() {
        assertThat(verified(GENESIS).reachedFrom(end(GENESIS))).isTrue();
        assertThat(verified(T2).reachedFrom(end(T2))).isTrue();
        assertThat(verified(T2).reachedFrom(end(T1))).isTrue();
        assertThat(verified(T2).reachedFrom(end(GENESIS))).isFalse();
        assertThat(verified(T1).reachedFrom(end(T2))).isFalse();
        assertThat(verified(AFTER_BRANCH).reachedFrom(end(BRANCH))).isTrue();
        assertThat(verified(AFTER_BRANCH).reachedFrom(end(T1))).isFalse();
        assertThat(verified(T2).reachedFrom(STRANGER)).isFalse();
    }

    @Test
    void isFoundedOnItsGenesisInTheFoundingLineOnly() {
        Thumbprint genesis = TestSystem.genesis();
        assertThat(verified(T1).isFoundedOn(genesis)).isTrue();
        assertThat(verified(T2).isFoundedOn(genesis)).isTrue();
        assertThat(verified(GENESIS).isFoundedOn(genesis)).isFalse();
        assertThat(verified(BRANCH).isFoundedOn(genesis)).isFalse();
        assertThat(verified(AFTER_BRANCH).isFoundedOn(genesis)).isFalse();
        assertThat(verified(T1).isFoundedOn(STRANGER)).isFalse();
    }

    @Test
    void knowsWhatCameAfterAnEarlierTrustOfItsLine() {
        VerifiedTrust second = verified(T2);
        assertThat(second.after(end(GENESIS))).isEqualTo(T2.trusts().subList(1, 3));
        assertThat(second.after(end(T1))).containsExactly(T2.last());
        assertThat(second.after(end(T2))).isEmpty();
        assertThat(second.after(STRANGER)).isEmpty();
    }

    @Test
    void provesTheEarlierTrustsOfItsLineAndNoOther() {
        VerifiedTrust second = verified(T2);
        for (int i = 0; i < 3; i++) {
            VerifiedTrust earlier = second.at(T2.trusts().get(i).thumbprint());
            assertThat(earlier.trust()).isEqualTo(T2.trusts().get(i));
            assertThat(earlier.chain().trusts()).isEqualTo(T2.trusts().subList(0, i + 1));
        }
        assertThatThrownBy(() -> second.at(STRANGER)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isNamedAsItsTrust() {
        assertThat(verified(T2)).hasToString("verified " + T2.last());
    }
}
