package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The fields of JSON results that docs/commands.md documents: what a program prints must be exactly these. */
final class Fields {

    private static final Pattern NAME = Pattern.compile("`([a-zA-Z0-9]+)`");

    private Fields() {}

    static void check(String command, Map<String, Object> row) {
        assertThat(row.keySet())
                .as("the fields of %s, as docs/commands.md has them", command)
                .containsExactlyElementsOf(documented(command));
    }

    private static List<String> documented(String command) {
        try {
            List<String> page = Files.readAllLines(Kms.ROOT.resolve("docs/commands.md"));
            for (String line : page.subList(page.indexOf("## Fields of the JSON"), page.size())) {
                String[] cells = line.split("\\|", -1);
                if (cells.length == 4 && cells[1].strip().equals("`" + command + "`")) {
                    List<String> names = new ArrayList<>();
                    Matcher matcher = NAME.matcher(cells[2]);
                    while (matcher.find()) {
                        names.add(matcher.group(1));
                    }
                    return names;
                }
            }
            throw new AssertionError("docs/commands.md has no fields of " + command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
