package org.quorumkms.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.decoder.Decoder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a terminal shows is read back. */
class QrCodeTest {

    private static final int QUIET = 4;

    private static BitMatrix read(List<String> lines) {
        List<String> rows = lines.stream()
                .map(line -> line.replaceAll("\u001b\\[[0-9;]*m", ""))
                .toList();
        int size = rows.get(0).length() - 2 * QUIET;
        BitMatrix modules = new BitMatrix(size);
        for (int y = 0; y < size; y++) {
            String row = rows.get((y + QUIET) / 2);
            for (int x = 0; x < size; x++) {
                char half = row.charAt(x + QUIET);
                boolean upper = (y + QUIET) % 2 == 0;
                if (half == '\u2588' || half == (upper ? '\u2580' : '\u2584')) {
                    modules.set(x, y);
                }
            }
        }
        return modules;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 80, 600, 2000})
    void isReadBack(int length) throws Exception {
        String word = "kmsid1." + "eyJ2ZXJzaW9u".repeat(length / 12 + 1).substring(0, length) + ".";
        List<String> lines = QrCode.lines(word);
        assertThat(lines).allMatch(line -> line.startsWith("\u001b[30;47m") && line.endsWith("\u001b[0m"));
        assertThat(new Decoder().decode(read(lines)).getText()).isEqualTo(word);
    }

    @Test
    void takesNoMoreThanACodeHolds() {
        assertThatThrownBy(() -> QrCode.lines("a".repeat(3_000))).isInstanceOf(IllegalArgumentException.class);
    }
}
