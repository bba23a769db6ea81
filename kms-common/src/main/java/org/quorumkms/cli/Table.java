package org.quorumkms.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows in aligned columns. */
public final class Table {

    private final List<List<String>> rows = new ArrayList<>();

    /** Takes the headings. */
    public Table(String... headings) {
        rows.add(List.of(headings));
    }

    /** Adds a row, as many cells as there are headings. */
    public Table row(String... cells) {
        if (cells.length != rows.get(0).size()) {
            throw new IllegalArgumentException("a row should have as many cells as there are headings");
        }
        rows.add(Arrays.stream(cells).map(Shown::text).toList());
        return this;
    }

    /** Returns how many rows there are besides the headings. */
    public int size() {
        return rows.size() - 1;
    }

    /** Returns the lines, headings first. */
    public List<String> lines() {
        return lines(widths());
    }

    /** Returns how many characters each column needs. */
    int[] widths() {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    /** Returns the lines, headings first, in columns of at least the given widths. */
    List<String> lines(int[] widths) {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i))
                        .append(" ".repeat(Math.max(0, widths[i] - row.get(i).length()) + 2));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
