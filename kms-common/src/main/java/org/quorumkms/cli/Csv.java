package org.quorumkms.cli;

import java.util.List;
import java.util.stream.Collectors;

/** Rows with commas between the cells (RFC 4180), each with all in it visible. */
public final class Csv {

    private Csv() {}

    /** Returns a row. A cell that a table program would take for a formula is written as text. */
    public static String row(List<String> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(","));
    }

    private static String cell(String text) {
        String shown = Shown.text(text);
        if (shown.matches("[=+@-].*")) {
            shown = "'" + shown;
        }
        return shown.matches(".*[\",\\s].*") ? '"' + shown.replace("\"", "\"\"") + '"' : shown;
    }
}
