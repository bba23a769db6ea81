package org.quorumkms.age;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.quorumkms.errors.VerificationException;

/** The bytes of an armored age file (C2SP age.md, "ASCII armor"): base64 in lines of 64 columns, the lines ended with LF or CRLF. */
final class ArmorInput extends InputStream {

    static final String BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----";
    private static final String END = "-----END AGE ENCRYPTED FILE-----";
    private static final int COLUMNS = 64;

    private final InputStream in;
    private byte[] decoded = {};
    private int at;
    private long length;
    private boolean last;
    private boolean ended;

    /** Takes what is read from its first line on. */
    ArmorInput(InputStream in) throws IOException {
        this.in = in;
        if (!line().equals(BEGIN)) {
            throw malformed();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
        while (at == decoded.length && !ended) {
            next();
        }
        if (ended) {
            return -1;
        }
        int length = Math.min(most, decoded.length - at);
        System.arraycopy(decoded, at, into, from, length);
        at += length;
        return length;
    }

    /** Returns how many bytes were in the lines that were read. */
    long length() {
        return length;
    }

    private void next() throws IOException {
        String line = line();
        at = 0;
        if (line.equals(END)) {
            ended = true;
            return;
        }
        if (last || line.isEmpty() || line.length() > COLUMNS) {
            throw malformed();
        }
        last = line.length() < COLUMNS || line.endsWith("=");
        try {
            decoded = Base64.getDecoder().decode(line);
            length += decoded.length;
        } catch (IllegalArgumentException notBase64) {
            throw malformed();
        }
        if (!Base64.getEncoder().encodeToString(decoded).equals(line)) {
            throw malformed();
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 && line.toString().equals(END)) {
                break;
            }
            if (next < 0) {
                throw new EOFException("the armored file is cut");
            }
            if (line.length() > COLUMNS) {
                throw malformed();
            }
            line.append((char) next);
        }
        String text = line.toString();
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private static VerificationException malformed() {
        return new VerificationException("The file is armored as age does it, and is not whole or was changed.");
    }

    /** Returns whether a file that begins so is armored. */
    static boolean isOne(byte[] beginning) {
        return new String(beginning, StandardCharsets.ISO_8859_1).startsWith(BEGIN);
    }
}
