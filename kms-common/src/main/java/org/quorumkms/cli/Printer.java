package org.quorumkms.cli;

import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
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

    /** Takes the streams, the format, and whether to colour text. */
    public Printer(PrintWriter out, PrintWriter err, Format format, boolean colour) {
        this.out = out;
        this.err = err;
        this.format = format;
        this.colour = colour && format == Format.text;
    }

    /** Prints a result: the document in JSON, or the lines in text. */
    public void result(@Nullable Object json, List<String> text) {
        if (format == Format.json) {
            out.println(Json.writeIndented(json));
        } else {
            text.forEach(out::println);
        }
        out.flush();
    }

    /** Prints a table, or its rows in JSON; says what is missing when it is empty. */
    public void table(List<?> json, Table table, String none) {
        if (format == Format.text && table.size() == 0) {
            note(none);
            return;
        }
        List<String> lines = table.lines();
        result(json, colour ? headed(lines) : lines);
    }

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
            int[] columns = widths == null ? table.widths() : widths;
            widths = columns;
            if (format == Format.json) {
                for (Object row : json) {
                    out.print(first ? "[ " : ", ");
                    out.print(Json.writeIndented(row));
                    first = false;
                }
            } else {
                List<String> lines = table.lines(columns);
                (colour && first ? headed(lines) : lines)
                        .stream().skip(first ? 0 : 1).forEach(out::println);
            }
            out.flush();
        }

        /** Ends; says what is missing when there was no page. */
        public void end(String none) {
            if (format == Format.json) {
                out.println(widths == null ? "[ ]" : " ]");
                out.flush();
            } else if (widths == null) {
                note(none);
            }
        }
    }

    /** Prints a document as it is, in either format. */
    public void document(String document) {
        out.println(document);
        out.flush();
    }

    /** Says something that is not the result. */
    public void note(String line) {
        err.println(line);
        err.flush();
    }

    /** Returns a mark for what is right or wrong. */
    public String mark(boolean ok) {
        String word = ok ? "ok    " : "FAILED";
        return colour ? (ok ? GREEN : RED) + word + PLAIN : word;
    }

    private static List<String> headed(List<String> lines) {
        List<String> coloured = new java.util.ArrayList<>(lines);
        coloured.set(0, BOLD + lines.get(0) + PLAIN);
        return coloured;
    }
}
