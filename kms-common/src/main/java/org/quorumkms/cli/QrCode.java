package org.quorumkms.cli;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.util.ArrayList;
import java.util.List;

/** A word to paste as a QR code (ISO/IEC 18004) in a terminal: two modules a character, one above the other. */
public final class QrCode {

    /** Modules around the code, which readers need. */
    private static final int QUIET = 4;

    private static final String INVERSE = "\u001b[30;47m";
    private static final String PLAIN = "\u001b[0m";

    private QrCode() {}

    /** Returns the lines: dark on light, whatever the terminal's colours are. */
    public static List<String> lines(String word) {
        ByteMatrix modules = encode(word);
        List<String> lines = new ArrayList<>();
        for (int y = -QUIET; y < modules.getHeight() + QUIET; y += 2) {
            StringBuilder line = new StringBuilder(INVERSE);
            for (int x = -QUIET; x < modules.getWidth() + QUIET; x++) {
                boolean upper = isDark(modules, x, y);
                boolean lower = isDark(modules, x, y + 1);
                line.append(upper ? (lower ? '\u2588' : '\u2580') : (lower ? '\u2584' : ' '));
            }
            lines.add(line + PLAIN);
        }
        return lines;
    }

    private static ByteMatrix encode(String word) {
        try {
            return Encoder.encode(word, ErrorCorrectionLevel.L).getMatrix();
        } catch (WriterException e) {
            throw new IllegalArgumentException("a QR code takes at most 2,953 bytes", e);
        }
    }

    private static boolean isDark(ByteMatrix modules, int x, int y) {
        return x >= 0 && y >= 0 && x < modules.getWidth() && y < modules.getHeight() && modules.get(x, y) == 1;
    }
}
