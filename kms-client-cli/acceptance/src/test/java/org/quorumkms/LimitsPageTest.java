package org.quorumkms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What docs/limits.md says is what the constants say that it names. */
class LimitsPageTest {

    private static final Pattern ROW = Pattern.compile(
            "\\| (?<what>.+) \\| (?<number>[0-9,]+)(?: (?<unit>\\w+))? \\| `(?<type>[\\w.]+)\\.(?<constant>\\w+)` \\|");

    private static final Map<String, Long> UNITS = Map.of(
            "ms",
            1L,
            "s",
            Duration.ofSeconds(1).toMillis(),
            "min",
            Duration.ofMinutes(1).toMillis(),
            "days",
            Duration.ofDays(1).toMillis(),
            "KiB",
            1L << 10,
            "MiB",
            1L << 20,
            "GiB",
            1L << 30);

    @TestFactory
    Stream<DynamicTest> eachRowSaysWhatItsConstantSays() throws IOException {
        Path page = Path.of(System.getProperty("project.root", "../.."), "docs", "limits.md");
        List<Matcher> rows = Files.readAllLines(page).stream()
                .filter(line -> line.endsWith("` |"))
                .map(ROW::matcher)
                .toList();

        assertThat(rows).hasSizeGreaterThan(50).allMatch(Matcher::matches);
        return rows.stream()
                .map(row -> dynamicTest(
                        row.group("what"),
                        () -> assertThat(said(row)).isEqualTo(constant(row.group("type"), row.group("constant")))));
    }

    private static long said(Matcher row) {
        long number = Long.parseLong(row.group("number").replace(",", ""));
        return row.group("unit") == null ? number : number * UNITS.getOrDefault(row.group("unit"), 0L);
    }

    private static long constant(String type, String name) throws ReflectiveOperationException {
        Field field = Class.forName("org.quorumkms." + type).getDeclaredField(name);
        field.setAccessible(true);
        Object value = field.get(null);
        return value instanceof Duration time ? time.toMillis() : ((Number) value).longValue();
    }
}
