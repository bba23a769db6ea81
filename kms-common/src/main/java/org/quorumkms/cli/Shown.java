package org.quorumkms.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Text as a person sees it (protocol.md sections 3 and 6): what is invisible, controls a terminal or runs from right to left stands
 * as U+XXXX, so that nothing that a server says can paint a screen or hide in one. In JSON it stands as JSON escapes it.
 */
public final class Shown {

    /** Columns of a quotation: what is longer goes on in the next line, never by itself where a terminal ends. */
    private static final int COLUMNS = 72;

    private static final int FIRST_WIDE = 0x1100;

    private Shown() {}

    /** Returns a text with all in it visible: one line. */
    public static String text(String foreign) {
        if (foreign.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            return foreign;
        }
        StringBuilder shown = new StringBuilder();
        boolean base = false;
        for (int character : foreign.codePoints().toArray()) {
            boolean plain = isPlain(character) && (base || !isMark(character));
            if (plain) {
                shown.appendCodePoint(character);
            } else {
                shown.append(named(character));
            }
            base = plain;
        }
        return shown.toString();
    }

    /** Returns a JSON text with the same meaning, in which all is visible: such characters stand in strings only. */
    public static String json(String json) {
        StringBuilder shown = new StringBuilder();
        json.codePoints().forEach(character -> {
            if (character == '\n' || isPlain(character)) {
                shown.appendCodePoint(character);
            } else {
                for (char unit : Character.toChars(character)) {
                    shown.append(escape(unit));
                }
            }
        });
        return shown.toString();
    }

    /** Returns a text in which all that is not ASCII stands as JSON escapes it. */
    public static String ascii(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            shown.append(unit < 0x80 ? String.valueOf(unit) : escape(unit));
        }
        return shown.toString();
    }

    private static String escape(char unit) {
        return String.format(Locale.ROOT, "\\u%04x", (int) unit);
    }

    /** Returns a text as a quotation on lines of its own. */
    public static List<String> quotation(String foreign) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int columns = 0;
        for (int character : text(foreign).codePoints().toArray()) {
            int wide = character < FIRST_WIDE ? 1 : 2;
            if (columns + wide > COLUMNS && !isMark(character)) {
                lines.add("  > " + line);
                line.setLength(0);
                columns = 0;
            }
            line.appendCodePoint(character);
            columns += wide;
        }
        lines.add("  > " + line);
        return lines;
    }

    private static String named(int character) {
        return String.format(Locale.ROOT, "U+%04X", character);
    }

    private static boolean isPlain(int character) {
        return isVisible(character) && !runsFromTheRight(character);
    }

    private static boolean isMark(int character) {
        int type = Character.getType(character);
        return type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.COMBINING_SPACING_MARK;
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> character == ' ';
            default -> !isIgnorable(character);
        };
    }

    /** Letters, marks and symbols that show nothing (Unicode's Default_Ignorable_Code_Point and its blanks). */
    private static boolean isIgnorable(int c) {
        return c == 0x034F
                || c == 0x115F
                || c == 0x1160
                || c == 0x17B4
                || c == 0x17B5
                || (c >= 0x180B && c <= 0x180F)
                || c == 0x2800
                || c == 0x3164
                || (c >= 0xFE00 && c <= 0xFE0F)
                || c == 0xFFA0
                || c == 0x1D159
                || (c >= 0xE0100 && c <= 0xE01EF);
    }

    private static boolean runsFromTheRight(int character) {
        return switch (Character.getDirectionality(character)) {
            case Character.DIRECTIONALITY_RIGHT_TO_LEFT,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC,
                    Character.DIRECTIONALITY_ARABIC_NUMBER,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_EMBEDDING,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_OVERRIDE,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_ISOLATE,
                    Character.DIRECTIONALITY_LEFT_TO_RIGHT_EMBEDDING,
                    Character.DIRECTIONALITY_LEFT_TO_RIGHT_OVERRIDE,
                    Character.DIRECTIONALITY_LEFT_TO_RIGHT_ISOLATE,
                    Character.DIRECTIONALITY_FIRST_STRONG_ISOLATE,
                    Character.DIRECTIONALITY_POP_DIRECTIONAL_FORMAT,
                    Character.DIRECTIONALITY_POP_DIRECTIONAL_ISOLATE -> true;
            default -> false;
        };
    }
}
