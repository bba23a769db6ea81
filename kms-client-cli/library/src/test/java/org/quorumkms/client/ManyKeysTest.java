package org.quorumkms.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.quorumkms.remote.CreateDataKeys;

class ManyKeysTest {

    private static List<Integer> sizes(List<Integer> bytes) {
        return ManyKeys.calls(bytes, one -> one).stream().map(List::size).toList();
    }

    @Test
    void aCallHasAsManyAsItsNumberAndBytesAllow() {
        assertThat(sizes(List.of())).isEmpty();
        assertThat(sizes(Collections.nCopies(64, 0))).containsExactly(64);
        assertThat(sizes(Collections.nCopies(130, 0))).containsExactly(64, 64, 2);
        assertThat(sizes(Collections.nCopies(3, 0xFFFF))).containsExactly(2, 1);
        assertThat(sizes(List.of(CreateDataKeys.MAX_BYTES, 1, 1))).containsExactly(1, 2);
    }
}
