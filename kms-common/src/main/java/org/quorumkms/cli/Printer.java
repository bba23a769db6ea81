package org.quorumkms.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.home.Home;
import org.quorumkms.json.Json;

/** Prints results on standard output, in one of two formats, and everything else on standard error. */
public final class Printer {

    private static final String BOLD = "\u001b[1m";
    private static final String GREEN = "\u001b[32m";
    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";

    private final PrintWriter out;
    private final PrintWriter err;
    private final Format format;
    private final boolean colour;
    private final IntSupplier width;

    /** Takes the streams, the format, and whether to colour text; lines are as long as they are. */
    public Printer(PrintWriter out, PrintWriter err, Format format, boolean colour) {
        this(out, err, format, colour, () -> 0);
    }

    /** Takes the streams, the format, whether to colour text, and how many characters a line of a table has; 0: as many as it needs. */
    public Printer(PrintWriter out, PrintWriter err, Format format, boolean colour, IntSupplier width) {
        this.width = width;
        this.out = out;
        this.err = err;
        this.format = format;
        this.colour = colour && format == Format.text;
    }

    /** Returns a printer that prints nothing: for a command whose result is a file. */
    public Printer silent() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return new Printer(nowhere, nowhere, format, false);
    }

    /** Prints a result: the document in JSON, or the lines in text. */
    public void result(@Nullable Object json, List<String> text) {
        if (format == Format.json) {
            out.println(Shown.json(Json.writeIndented(json)));
        } else {
            text.forEach(line -> out.println(Shown.text(line)));
        }
        requireWritten();
    }

    /**
     * Prints a result with a one-time secret in it.
     *
     * @param anew how it is made anew, where it cannot be printed
     */
    public void secret(@Nullable Object json, List<String> text, String anew) {
        try {
            result(json, text);
        } catch (RefusedException notPrinted) {
            throw new RefusedException(notPrinted.getMessage() + " The one-time secret in it is lost. " + anew);
        }
    }

    private void requireWritten() {
        VisibleWriter.failure(out).ifPresent(failure -> {
            throw new RefusedException("The result was not printed: " + Home.reason(failure) + ".");
        });
    }

    /** Prints a table, or its rows in JSON; says what is missing when it is empty. */
    public void table(List<?> json, Table table, String none) {
        if (format == Format.text && table.size() == 0) {
            note(none);
            return;
        }
        if (format == Format.json) {
            result(json, List.of());
        } else {
            rows(table.lines(table.widths(width.getAsInt())), true);
            requireWritten();
        }
    }

    /** Prints what was checked, each with a mark, and what to say after it. */
    public void checks(@Nullable Object json, List<Mark> checks, List<String> after) {
        if (format == Format.json) {
            result(json, List.of());
            return;
        }
        checks.forEach(check -> out.println(mark(check.ok()) + " " + Shown.text(check.what())));
        result(json, after);
    }

    /**
     * Something that was looked at.
     *
     * @param ok whether it is right; null: it could not be looked at
     */
    public record Mark(@Nullable Boolean ok, String what) {}

    /** Begins a table that may be too long to hold. */
    public Listing listing() {
        return new Listing();
    }

    /** A table, or its rows in JSON, printed page by page; the first page decides how wide the columns are. */
    public final class Listing {

        private int @Nullable [] widths;

        private Listing() {}

        /** Prints a page. */
        public void page(List<?> json, Table table) {
            boolean first = widths == null;
            int[] columns = widths == null ? table.widths(width.getAsInt()) : widest(widths, table);
            widths = columns;
            if (format == Format.json) {
                for (Object row : json) {
                    out.print(first ? "[ " : ", ");
                    out.print(Shown.json(Json.writeIndented(row)));
                    first = false;
                }
            } else {
                List<String> lines = table.lines(columns);
                rows(first ? lines : lines.subList(1, lines.size()), first);
            }
            requireWritten();
        }

        /** A later page has the columns of the first, which grow where lines may be as long as they are. */
        private int[] widest(int[] before, Table table) {
            if (width.getAsInt() > 0) {
                return before;
            }
            int[] now = table.widths();
            int[] both = before.clone();
            for (int i = 0; i < both.length; i++) {
                both[i] = Math.max(both[i], now[i]);
            }
            return both;
        }

        /** Ends; says what is missing when there was no page. */
        public void end(String none) {
            if (format == Format.json) {
                out.println(widths == null ? "[ ]" : " ]");
                requireWritten();
            } else if (widths == null) {
                note(none);
            }
        }
    }

    /** Prints a document as it is, in either format. */
    public void document(String document) {
        out.println(document);
        requireWritten();
    }

    /** Returns whether whoever read the results is gone. */
    public boolean isGone() {
        return out.checkError();
    }

    /** Says something that is not the result. */
    public void note(String line) {
        err.println(Shown.text(line));
        err.flush();
    }

    private String mark(@Nullable Boolean ok) {
        if (ok == null) {
            return "?     ";
        }
        String word = ok ? "ok    " : "FAILED";
        return colour ? (ok ? GREEN : RED) + word + PLAIN : word;
    }

    private void rows(List<String> lines, boolean headed) {
        for (int i = 0; i < lines.size(); i++) {
            boolean heading = headed && i == 0 && colour;
            String line = Shown.text(lines.get(i));
            out.println(heading ? BOLD + line + PLAIN : line);
        }
    }
}
