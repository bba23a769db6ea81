package org.quorumkms.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.quorumkms.signed.Bytes;

/** Section 9: a tree is taken up again from what was kept of it. */
class MerkleTreeTest {

    private static MerkleTree of(int entries) {
        MerkleTree tree = MerkleTree.empty();
        for (int i = 0; i < entries; i++) {
            tree.append("entry " + i);
        }
        return tree;
    }

    @Test
    void goesOnFromWhatWasKeptAsIfItHadNotEnded() {
        for (int entries = 0; entries <= 17; entries++) {
            MerkleTree tree = of(entries);
            MerkleTree takenUp = MerkleTree.of(tree.size(), tree.subtrees());
            assertThat(takenUp.size()).isEqualTo(entries);
            assertThat(takenUp.root()).isEqualTo(tree.root());
            tree.append("next");
            takenUp.append("next");
            assertThat(takenUp.size()).isEqualTo(entries + 1);
            assertThat(takenUp.root()).as("after %s entries", entries).isEqualTo(tree.root());
        }
    }

    @Test
    void keepsAHashForEachCompleteSubtree() {
        assertThat(of(0).subtrees()).isEmpty();
        assertThat(of(7).subtrees()).hasSize(3);
        assertThat(of(8).subtrees()).hasSize(1);
        assertThat(of(8).subtrees()).containsExactly(of(8).root());
    }

    @Test
    void hasAnotherRootWithEachEntryAndOrder() {
        List<Bytes> roots = new ArrayList<>();
        for (int entries = 0; entries <= 9; entries++) {
            roots.add(of(entries).root());
        }
        MerkleTree turned = MerkleTree.empty();
        turned.append("entry 1");
        turned.append("entry 0");
        roots.add(turned.root());
        assertThat(roots).doesNotHaveDuplicates();
    }

    @Test
    void refusesSubtreesThatDoNotGoWithItsSize() {
        Bytes hash = Bytes.of(new byte[32]);
        for (List<Bytes> wrong : List.of(List.<Bytes>of(), List.of(hash), List.of(hash, hash, hash))) {
            assertThatThrownBy(() -> MerkleTree.of(5, wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> MerkleTree.of(0, List.of(hash))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesASizeBelowNone() {
        Bytes hash = Bytes.of(new byte[32]);
        assertThatThrownBy(() -> MerkleTree.of(Long.MIN_VALUE, List.of(hash)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
