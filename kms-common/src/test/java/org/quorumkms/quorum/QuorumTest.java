package org.quorumkms.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class QuorumTest {

    private static final List<String> THREE = List.of("alice", "bob", "carol");

    @Test
    void countsTheAuthorisedOnly() {
        Approvals<String> approvals = Quorum.count(THREE, 2, List.of("bob", "mallory", "bob")::contains);
        assertThat(approvals).isEqualTo(new Approvals<>(List.of("bob"), List.of("alice", "carol"), 2));
        assertThat(approvals.reached()).isFalse();
    }

    @Test
    void aVerifierThatThrowsIsAnInvalidSignature() {
        Approvals<String> approvals = Quorum.count(THREE, 2, name -> {
            if (name.equals("bob")) {
                throw new IllegalStateException("broken");
            }
            return true;
        });
        assertThat(approvals.signed()).containsExactly("alice", "carol");
        assertThat(approvals.reached()).isTrue();
    }

    @Test
    void refusesAnAuthorisedListedTwice() {
        assertThatThrownBy(() -> Quorum.count(List.of("alice", "alice"), 2, name -> true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesThresholdsThatNobodyOrEverybodyReaches() {
        assertThatThrownBy(() -> Quorum.count(THREE, 0, name -> true)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Quorum.count(THREE, 4, name -> true)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Quorum.count(List.of(), 0, name -> true)).isInstanceOf(IllegalArgumentException.class);
    }
}
