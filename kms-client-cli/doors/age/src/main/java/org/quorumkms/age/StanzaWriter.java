package org.quorumkms.age;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Writes stanzas, each at once and flushed, as {@link StanzaReader} reads them. Its buffers are wiped. */
final class StanzaWriter {

    private static final int COLUMNS = 64;

    private final OutputStream out;

    StanzaWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Writes a stanza.
     *
     * @param words its type and its arguments, of printable ASCII
     * @param body is not wiped
     */
    void write(List<String> words, byte[] body) throws IOException {
        byte[] first = ("-> " + String.join(" ", words) + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] encoded = Base64.getEncoder().withoutPadding().encode(body);
        byte[] all = Arrays.copyOf(first, first.length + encoded.length + encoded.length / COLUMNS + 1);
        try {
            int at = first.length;
            for (int from = 0; from <= encoded.length; from += COLUMNS) {
                int length = Math.min(COLUMNS, encoded.length - from);
                System.arraycopy(encoded, from, all, at, length);
                at += length;
                all[at++] = '\n';
            }
            out.write(all);
            out.flush();
        } finally {
            Arrays.fill(encoded, (byte) 0);
            Arrays.fill(all, (byte) 0);
        }
    }
}
