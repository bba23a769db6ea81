package org.quorumkms.age;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.errors.VerificationException;

/**
 * Reads stanzas (C2SP age.md): {@code -> } and words of printable ASCII with one space between, then the body in base64 without
 * padding, in lines of 64 columns, ended by a shorter one that may be empty. Nothing else is taken. Its buffers are wiped.
 */
final class StanzaReader implements AutoCloseable {

    /** Bytes of a first line. */
    static final int MOST_LINE = 65_536;

    /** Bytes of a body. */
    static final int MOST_BODY = 1_048_576;

    /** Bytes altogether. */
    static final int MOST_BYTES = 16_777_216;

    private static final int COLUMNS = 64;
    private static final String BEGIN = "-> ";
    private static final String END = "--- ";

    private final InputStream in;
    private final byte[] buffer = new byte[8_192];
    private byte[] scratch = new byte[256];
    private int at;
    private int end;
    private long consumed;

    StanzaReader(InputStream in) {
        this.in = in;
    }

    /**
     * Reads the next stanza.
     *
     * @throws VerificationException if it is none, or too long
     * @throws EOFException if the stream ends before it does
     */
    Stanza read() throws IOException {
        return stanza(line());
    }

    /** Reads the next stanza of a header; empty: the header ends here, with the line of its MAC. */
    Optional<Stanza> readOfHeader() throws IOException {
        String line = line();
        return line.startsWith(END) ? Optional.empty() : Optional.of(stanza(line));
    }

    /** Reads a line of text. */
    String line() throws IOException {
        int length = fill(MOST_LINE);
        return new String(scratch, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** Returns how many bytes were read. */
    long consumed() {
        return consumed;
    }

    private Stanza stanza(String line) throws IOException {
        List<String> words = Arrays.asList(
                line.substring(Math.min(line.length(), BEGIN.length())).split(" ", -1));
        if (!line.startsWith(BEGIN) || !words.stream().allMatch(StanzaReader::isWord)) {
            throw malformed();
        }
        return new Stanza(words.get(0), words.subList(1, words.size()), SecretBytes.owning(body()));
    }

    private static boolean isWord(String word) {
        return !word.isEmpty() && word.chars().allMatch(c -> c > ' ' && c < 127);
    }

    private byte[] body() throws IOException {
        int length = fill(COLUMNS);
        byte[] first = decoded(length);
        if (length < COLUMNS) {
            return first;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(first);
        while (length == COLUMNS) {
            length = fill(COLUMNS);
            all.writeBytes(decoded(length));
            if (all.size() > MOST_BODY) {
                throw malformed();
            }
        }
        return all.toByteArray();
    }

    /** One encoding for each value: RFC 4648, section 3.5. */
    private byte[] decoded(int length) {
        byte[] text = Arrays.copyOf(scratch, length);
        byte[] again = {};
        try {
            byte[] data = Base64.getDecoder().decode(text);
            again = Base64.getEncoder().withoutPadding().encode(data);
            if (!Arrays.equals(text, again)) {
                throw malformed();
            }
            return data;
        } catch (IllegalArgumentException notBase64) {
            throw malformed();
        } finally {
            Arrays.fill(text, (byte) 0);
            Arrays.fill(again, (byte) 0);
        }
    }

    /** Reads a line into the scratch, and returns its length. */
    private int fill(int most) throws IOException {
        int length = 0;
        for (int next = next(); next != '\n'; next = next()) {
            if (length == most) {
                throw malformed();
            }
            if (length == scratch.length) {
                byte[] larger = Arrays.copyOf(scratch, 2 * length);
                Arrays.fill(scratch, (byte) 0);
                scratch = larger;
            }
            scratch[length++] = (byte) next;
        }
        return length;
    }

    private int next() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(in.read(buffer), 0);
            if (end == 0) {
                throw new EOFException("the other end stopped in the middle");
            }
        }
        if (++consumed > MOST_BYTES) {
            throw malformed();
        }
        return buffer[at++] & 0xff;
    }

    private static VerificationException malformed() {
        return new VerificationException("What was read is no stanza of age's, or too long for one.");
    }

    @Override
    public void close() {
        Arrays.fill(buffer, (byte) 0);
        Arrays.fill(scratch, (byte) 0);
    }
}
