package org.quorumkms.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Bytes;

/** Exported logs: a line for each piece. */
class LogFileTest {

    private static final LogId ONE = LogId.first(Bytes.utf8("one").thumbprint());
    private static final LogId OTHER = LogId.first(Bytes.utf8("other").thumbprint());
    private static final String BEGIN = "{\"log\":\"" + ONE + "\"}\n";

    /** Returns the pieces of a file, in the order in which they came. */
    private static List<String> pieces(String text) throws IOException {
        List<String> pieces = new ArrayList<>();
        LogFile.read(new BufferedReader(new StringReader(text)), server -> {
            pieces.add("log " + server);
            return new LogSink() {
                @Override
                public void key(String certificate) {
                    pieces.add("key " + certificate);
                }

                @Override
                public void entry(String text) {
                    pieces.add("entry " + text);
                }

                @Override
                public void head(String note) {
                    pieces.add("head " + note);
                }
            };
        });
        return pieces;
    }

    private static void refused(String text, String why) {
        assertThatThrownBy(() -> pieces(text))
                .as(text)
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining(why);
    }

    @Test
    void givesThePiecesOfEachLogInTheirOrder() throws IOException {
        StringWriter text = new StringWriter();
        LogFile.Logs logs = LogFile.writer(text);
        LogSink one = logs.begin(ONE);
        one.key("{\"a\":\"certificate\"}");
        one.entry("first");
        one.entry("second");
        one.head("of\ntwo\n");
        LogSink other = logs.begin(OTHER);
        other.entry("first");
        assertThat(pieces(text.toString()))
                .containsExactly(
                        "log " + ONE,
                        "key {\"a\":\"certificate\"}",
                        "entry first",
                        "entry second",
                        "head of\ntwo\n",
                        "log " + OTHER,
                        "entry first");
        assertThat(text.toString().lines()).hasSize(7);
    }

    @Test
    void mayBeEmpty() throws IOException {
        assertThat(pieces("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "entry", "head"})
    void refusesAPieceBeforeTheFirstLog(String name) {
        refused("{\"" + name + "\":\"x\"}\n" + BEGIN, "before the first log");
    }

    @Test
    void refusesALineWithMoreThanItsPiece() {
        for (String name : List.of("log", "key", "entry", "head")) {
            refused(BEGIN + "{\"" + name + "\":\"" + OTHER + "\",\"extra\":\"x\"}\n", "unknown member: extra");
        }
        refused(BEGIN + "{\"entry\":\"x\",\"head\":\"y\"}\n", "unknown member: head");
        refused("{\"log\":\"" + ONE + "\",\"entry\":\"y\"}\n", "unknown member: entry");
    }

    @Test
    void refusesALineThatIsNotAPiece() {
        refused(BEGIN + "{\"tail\":\"x\"}\n", "no member head");
        refused(BEGIN + "{\"entry\":1}\n", "wrong type");
        refused(BEGIN + "\n", "is empty");
        refused("{\"log\":\"short\"}\n", "names no audit log");
    }
}
