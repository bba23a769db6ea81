package org.quorumkms.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShownTest {

    private static final Pattern VISIBLE = Pattern.compile("[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S} ]+");

    private static String named(int character) {
        return String.format(Locale.ROOT, "aU+%04X", character);
    }

    private static String behindLetter(int character) {
        return Shown.text("a" + Character.toString(character));
    }

    /** All of Unicode; of the planes without characters, and of those for private use, every hundredth. */
    private static IntStream unicode() {
        return IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(c -> c < 0x40000 || (c >= 0xE0000 && c < 0xE1000) || c % 100 == 0);
    }

    private static IntStream notNamed(IntStream characters) {
        return characters.filter(c -> !behindLetter(c).equals(named(c)));
    }

    @Test
    void namesEveryControlAndFormatCharacter_everySeparator_andWhatIsNoCharacter() {
        assertThat(notNamed(unicode().filter(c -> switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR -> true;
                    case Character.SPACE_SEPARATOR -> c != ' ';
                    default -> false;
                })))
                .isEmpty();
    }

    @Test
    void namesWhatRunsFromRightToLeft_andEveryMarkOfDirection() {
        assertThat(notNamed(unicode().filter(c -> switch (Character.getDirectionality(c)) {
                    case Character.DIRECTIONALITY_LEFT_TO_RIGHT,
                            Character.DIRECTIONALITY_EUROPEAN_NUMBER,
                            Character.DIRECTIONALITY_EUROPEAN_NUMBER_SEPARATOR,
                            Character.DIRECTIONALITY_EUROPEAN_NUMBER_TERMINATOR,
                            Character.DIRECTIONALITY_COMMON_NUMBER_SEPARATOR,
                            Character.DIRECTIONALITY_NONSPACING_MARK,
                            Character.DIRECTIONALITY_OTHER_NEUTRALS,
                            Character.DIRECTIONALITY_WHITESPACE -> false;
                    default -> true;
                })))
                .isEmpty();
    }

    @Test
    void leavesNothingThatIsInvisible_inAnyText() {
        assertThat(unicode().filter(c -> !VISIBLE.matcher(behindLetter(c)).matches()))
                .isEmpty();
    }

    @Test
    void namesLettersAndMarksThatShowNothing() {
        for (int c :
                new int[] {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x2800, 0x3164, 0xFE0F, 0xFFA0, 0xE0101}) {
            assertThat(behindLetter(c)).isEqualTo(named(c));
        }
    }

    @Test
    void namesAMarkThatWouldSitOnSomethingElse() {
        assertThat(Shown.text("\u0301a")).isEqualTo("U+0301a");
        assertThat(Shown.text("e\u0301")).isEqualTo("e\u0301");
        assertThat(Shown.text("\u202E\u0301")).isEqualTo("U+202EU+0301");
    }

    @Test
    void leavesOrdinaryTextAsItIs() {
        String text = "Dave joins, ticket 4711: naïve café — 東京, ξένος, привет (ok?) €5";
        assertThat(Shown.text(text)).isEqualTo(text);
    }

    @Test
    void quotesOnLinesOfItsOwn_neverWiderThanATerminal() {
        assertThat(Shown.quotation("Dave joins")).containsExactly("  > Dave joins");
        List<String> lines = Shown.quotation(" ".repeat(75) + "approved by 3 of 3" + "東".repeat(50));
        assertThat(lines).hasSize(3).allMatch(line -> line.startsWith("  > "));
        assertThat(lines.get(1)).startsWith("  >    approved");
        lines.forEach(line ->
                assertThat(line.codePoints().map(c -> c < 0x1100 ? 1 : 2).sum()).isLessThanOrEqualTo(76));
    }
}
