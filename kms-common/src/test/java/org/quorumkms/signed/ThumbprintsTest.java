package org.quorumkms.signed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.VerificationException;

class ThumbprintsTest {

    private static final Thumbprint A = Bytes.utf8("a").thumbprint();
    private static final Thumbprint B = Bytes.utf8("b").thumbprint();
    private static final Thumbprint C = Bytes.utf8("c").thumbprint();
    private static final Thumbprints ROW = Thumbprints.of(List.of(A, B, C));

    @Test
    void haveThePlacesInWhichTheyWerePut() {
        assertThat(ROW.size()).isEqualTo(3);
        assertThat(List.of(ROW.get(0), ROW.get(1), ROW.get(2))).containsExactly(A, B, C);
        assertThat(ROW.bytes(1)).isEqualTo(B.toArray());
        assertThat(ROW.part(1, 3)).isEqualTo(Thumbprints.of(List.of(B, C)));
        assertThat(ROW.part(1, 1)).isEqualTo(Thumbprints.NONE);
    }

    @Test
    void areAddedAtTheEnd() {
        assertThat(Thumbprints.NONE.then(A).then(Thumbprints.of(List.of(B, C)))).isEqualTo(ROW);
        assertThat(ROW.then(Thumbprints.NONE)).isEqualTo(ROW);
    }

    @Test
    void areReadAsTheyWereWritten() {
        assertThat(Thumbprints.parse(ROW.toText())).isEqualTo(ROW);
        assertThat(Thumbprints.NONE.toText()).isEmpty();
        assertThat(Thumbprints.parse("")).isEqualTo(Thumbprints.NONE);
    }

    @Test
    void areComparedByContentAndOrder() {
        Thumbprints same = Thumbprints.of(List.of(A, B, C));
        Thumbprints turned = Thumbprints.of(List.of(A, C, B));
        assertThat(ROW)
                .isEqualTo(same)
                .hasSameHashCodeAs(same)
                .isNotEqualTo(turned)
                .doesNotHaveSameHashCodeAs(turned)
                .isNotEqualTo(ROW.part(0, 2));
    }

    @Test
    void areShownByTheirNumber() {
        assertThat(ROW).hasToString("3 thumbprints");
    }

    @Test
    void haveThirtyTwoBytesEach() {
        for (int length : new int[] {1, 31, 33, 63}) {
            String text = Base64Url.encode(new byte[length]);
            assertThatThrownBy(() -> Thumbprints.parse(text))
                    .as("%s bytes", length)
                    .isInstanceOf(VerificationException.class);
        }
    }

    @Test
    void areAtMost65535() {
        Thumbprints most = Thumbprints.parse(Base64Url.encode(new byte[65_535 * 32]));
        assertThat(most.size()).isEqualTo(65_535);
        assertThatThrownBy(() -> most.then(A))
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining("at most 65535");
    }
}
