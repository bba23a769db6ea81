package org.quorumkms.signed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Section 6: what a record that comes over the wire may hold; the records themselves are tested in net. */
class BoundedTest {

    @Test
    void aListIsCopiedUpToItsBound() {
        List<String> list = new ArrayList<>(List.of("a", "b"));
        List<String> copy = Bounded.list(list, String.class, 2);
        list.set(0, "changed");
        assertThat(copy).containsExactly("a", "b");
        list.add("c");
        assertThatThrownBy(() -> Bounded.list(list, String.class, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a list should have at most 2 elements");
    }

    @Test
    void aListHoldsNothingOfAnotherType() {
        List<Object> mixed = List.of("a", 1);
        assertThat(Bounded.list(mixed, Object.class, 2)).isEqualTo(mixed);
        @SuppressWarnings("unchecked")
        List<String> claimed = (List<String>) (List<?>) mixed;
        assertThatThrownBy(() -> Bounded.list(claimed, String.class, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a list should hold nothing but String");
    }

    @Test
    void aTextIsTheOneThatWasGivenUpToItsBound() {
        assertThat(Bounded.text("", 0)).isEmpty();
        assertThat(Bounded.text("abc", 3)).isEqualTo("abc");
        assertThatThrownBy(() -> Bounded.text("abcd", 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a text should have at most 3 characters");
    }

    @Test
    void aNumberIsTheOneThatWasGivenFromZeroOn() {
        assertThat(Bounded.count(0)).isZero();
        assertThat(Bounded.count(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> Bounded.count(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a number should be at least 0");
    }
}
