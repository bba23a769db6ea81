package org.quorumkms.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows in aligned columns. */
public final class Table {

    private static final int GAP = 2;

    /** A thumbprint that is cut names what it is still: eight characters and the mark. */
    private static final int LEAST = 9;

    private static final String MARK = Boolean.getBoolean("org.quorumkms.ascii") ? "~" : "…";

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

    /**
     * Returns how many characters each column gets where a line has so many: the widest ones get less, and what is cut ends with a
     * mark. A thumbprint keeps as much as names it.
     *
     * @param line characters of a line; 0: as many as are needed
     */
    int[] widths(int line) {
        int[] widths = widths();
        int over = Arrays.stream(widths).sum() + (widths.length - 1) * GAP - line;
        while (line > 0 && over > 0) {
            int widest = widest(widths);
            if (widest < 0) {
                return widths;
            }
            widths[widest]--;
            over--;
        }
        return widths;
    }

    /** The widest column that can be cut; none: -1. */
    private int widest(int[] widths) {
        int widest = -1;
        for (int i = 0; i < widths.length; i++) {
            int least = Math.max(LEAST, rows.get(0).get(i).length());
            if (widths[i] > least && (widest < 0 || widths[i] > widths[widest])) {
                widest = i;
            }
        }
        return widest;
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

    private static String cut(String cell, int width) {
        return cell.length() <= width ? cell : cell.substring(0, width - 1) + MARK;
    }

    /** Returns the lines, headings first, in columns of the given widths. */
    List<String> lines(int[] widths) {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = cut(row.get(i), widths[i]);
                line.append(cell).append(" ".repeat(Math.max(0, widths[i] - cell.length()) + GAP));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
