package org.quorumkms.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void writesMembersInTheOrderInWhichTheyWerePut() {
        Map<String, @Nullable Object> members = Json.object();
        members.put("z", "\u001b\"\\");
        members.put("a", List.of(true, false));
        members.put("m", 7);
        members.put("l", 9_999_999_999L);
        members.put("n", null);
        assertThat(Json.write(members))
                .isEqualTo("{\"z\":\"\\u001B\\\"\\\\\",\"a\":[true,false],\"m\":7,\"l\":9999999999,\"n\":null}");
    }

    @Test
    void writesNullWhereverItStands() {
        assertThat(Json.write(null)).isEqualTo("null");
        assertThat(Json.write(Arrays.asList(null, 1, null))).isEqualTo("[null,1,null]");
    }

    @Test
    void writesTheSameOverSeveralLinesForPeople() {
        String indented = Json.writeIndented(Map.of("a", List.of("x")));
        assertThat(indented.lines().count()).isGreaterThan(1);
        assertThat(indented.replaceAll("\\s", "")).isEqualTo("{\"a\":[\"x\"]}");
    }

    @Test
    void refusesWhatDocumentsDoNotHave() {
        assertThatThrownBy(() -> Json.write(1.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Json.write(List.of('c'))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void foreignTextIsShownInPlainAsciiAndCut() {
        assertThat(Json.printable(" a~b ")).isEqualTo(" a~b ");
        assertThat(Json.printable("a\u001b[2J\u007f\n\u00e4\u202eb")).isEqualTo("a.[2J....b");
        assertThat(Json.printable("x".repeat(64))).isEqualTo("x".repeat(64));
        assertThat(Json.printable("x".repeat(64) + "y")).isEqualTo("x".repeat(64));
    }
}
