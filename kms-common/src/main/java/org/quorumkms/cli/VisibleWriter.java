package org.quorumkms.cli;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What stands between a program and the screen: whatever wrote it, no character passes that a person does not see, but ends of
 * lines and the sequences that say how characters look (SGR, ECMA-48, 8.3.117). {@link Printer} and {@link ErrorReport} let
 * none of these through in what they are given; the rest is picocli's help.
 */
public final class VisibleWriter extends FilterWriter {

    private static final char ESCAPE = '\u001b';

    private final boolean ascii;
    private final StringBuilder line = new StringBuilder();
    private @Nullable IOException failure;

    private VisibleWriter(Writer out, boolean ascii) {
        super(out);
        this.ascii = ascii;
    }

    /** Returns a writer over another one; one that is such a writer stays itself. */
    public static PrintWriter over(PrintWriter out) {
        return out instanceof Visible ? out : new Visible(new VisibleWriter(out, false));
    }

    /**
     * Returns a writer over what throws where it cannot be written.
     *
     * @param ascii whether other characters stand as JSON escapes them: for a screen that may not show them
     */
    public static PrintWriter over(Writer out, boolean ascii) {
        return new Visible(new VisibleWriter(out, ascii));
    }

    /** Returns why something was not written, if that happened: a writer that prints throws nothing. */
    public static Optional<IOException> failure(PrintWriter out) {
        out.flush();
        if (out instanceof Visible visible && visible.under.failure != null) {
            return Optional.of(visible.under.failure);
        }
        return out.checkError() ? Optional.of(new IOException("standard output cannot be written")) : Optional.empty();
    }

    private static final class Visible extends PrintWriter {

        private final VisibleWriter under;

        Visible(VisibleWriter under) {
            super(under);
            this.under = under;
        }
    }

    @Override
    public void write(int character) throws IOException {
        line.append((char) character);
        if (character == '\n') {
            pass();
        }
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        write(new String(text, offset, length), 0, length);
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        line.append(text, offset, offset + length);
        if (text.lastIndexOf('\n', offset + length - 1) >= offset) {
            pass();
        }
    }

    /** Passes what came, in lines, so that no character is torn from the one that it belongs to. */
    private void pass() throws IOException {
        try {
            passLines();
        } catch (IOException e) {
            remember(e);
            throw e;
        }
    }

    private void remember(IOException e) {
        if (failure == null) {
            failure = e;
        }
    }

    private void passLines() throws IOException {
        int from = 0;
        for (int i = 0; i < line.length(); i++) {
            int style = line.charAt(i) == ESCAPE ? endOfStyle(i) : 0;
            if (line.charAt(i) == '\n' || style > 0) {
                out.write(shown(withoutReturn(from, i)));
                int end = style > 0 ? style : i + 1;
                out.write(line.substring(i, end));
                from = end;
                i = end - 1;
            }
        }
        out.write(shown(line.substring(from)));
        line.setLength(0);
    }

    private String shown(String text) {
        String visible = Shown.text(text);
        return ascii ? Shown.ascii(visible) : visible;
    }

    private String withoutReturn(int from, int to) {
        boolean atEnd = to > from && line.charAt(to) == '\n' && line.charAt(to - 1) == '\r';
        return line.substring(from, atEnd ? to - 1 : to);
    }

    /** Returns where a sequence ends that says how characters look; 0: it is none. */
    private int endOfStyle(int escape) {
        int i = escape + 1;
        if (i >= line.length() || line.charAt(i) != '[') {
            return 0;
        }
        for (i++; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == 'm') {
                return i + 1;
            }
            if (c != ';' && (c < '0' || c > '9')) {
                return 0;
            }
        }
        return 0;
    }

    @Override
    public void flush() throws IOException {
        pass();
        try {
            out.flush();
        } catch (IOException e) {
            remember(e);
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        pass();
        out.close();
    }
}
