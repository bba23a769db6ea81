package org.quorumkms.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumkms.errors.VerificationException;

/** Stanzas as they are read and written (C2SP age.md). */
class StanzasTest {

    private static StanzaReader reader(String text) {
        return new StanzaReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static String written(List<String> words, byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new StanzaWriter(out).write(words, body);
        return out.toString(StandardCharsets.US_ASCII);
    }

    @Test
    void everyLengthIsTheSameAgain() throws IOException {
        Random random = new Random(1);
        for (int length = 0; length < 200; length++) {
            byte[] body = new byte[length];
            random.nextBytes(body);
            String text = written(List.of("tag", "-> a", "~").subList(0, 1 + length % 2), body);
            assertThat(text.lines()).allMatch(line -> line.length() <= 64);
            assertThat(text).endsWith("\n");
            try (StanzaReader reader = reader(text);
                    Stanza stanza = reader.read()) {
                assertThat(stanza.type()).isEqualTo("tag");
                assertThat(stanza.body().exposed()).isEqualTo(body);
                assertThat(reader.consumed()).isEqualTo(text.length());
            }
        }
    }

    /** The last line is shorter than 64 columns, and empty where the body fills the others. */
    @Test
    void theBodyEndsWithAShorterLine() throws IOException {
        assertThat(written(List.of("done"), new byte[0])).isEqualTo("-> done\n\n");
        assertThat(written(List.of("x"), new byte[48])).isEqualTo("-> x\n" + "A".repeat(64) + "\n\n");
        assertThat(written(List.of("x"), new byte[49])).isEqualTo("-> x\n" + "A".repeat(64) + "\nAA\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n\n",
                "->\n\n",
                "-> \n\n",
                "->  a\n\n",
                "-> a \n\n",
                "-> a  b\n\n",
                "->a\n\n",
                "- > a\n\n",
                " -> a\n\n",
                "-> a\tb\n\n",
                "-> a\r\n\r\n",
                "-> \u00e4\n\n",
                "-> a\u0000\n\n",
                "--- mac\n\n",
                "-> a\nA\n",
                "-> a\nAB\n",
                "-> a\nAA==\n",
                "-> a\nAAA=\n",
                "-> a\nA A\n",
                "-> a\nAA-_\n",
                "-> a\nAAAAA\n",
                "-> a\n-> b\n\n",
                "-> a\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n\n"
            })
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> reader(text).read())
                .isInstanceOf(VerificationException.class)
                .hasMessageEndingWith(".");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-> a",
                "-> a\n",
                "-> a\nAA",
                "-> a\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
            })
    void saysWhereItIsCut(String text) {
        assertThatThrownBy(() -> reader(text).read()).isInstanceOf(EOFException.class);
    }

    /** A stream of one line, or of one body, that does not end. */
    @ParameterizedTest
    @ValueSource(strings = {"-> aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "-> a\n"})
    void isBounded(String begin) {
        byte[] first = begin.getBytes(StandardCharsets.US_ASCII);
        byte[] again = ("A".repeat(64) + (begin.endsWith("\n") ? "\n" : "")).getBytes(StandardCharsets.US_ASCII);
        int[] read = {0};
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("one by one");
            }

            @Override
            public int read(byte[] into, int from, int most) {
                byte[] next = read[0] == 0 ? first : again;
                System.arraycopy(next, 0, into, from, next.length);
                read[0] += next.length;
                return next.length;
            }
        };
        assertThatThrownBy(() -> new StanzaReader(endless).read()).isInstanceOf(VerificationException.class);
        assertThat(read[0]).isLessThan(2 * StanzaReader.MOST_BODY);
    }

    @Test
    void manyStanzasAreBoundedToo() {
        String one = "-> " + "a".repeat(60_000) + "\n\n";
        StanzaReader reader = reader(one.repeat(300));
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 300; i++) {
                        reader.read().close();
                    }
                })
                .isInstanceOf(VerificationException.class);
    }

    @Test
    void whatIsReadByteByByteIsTheSame() throws IOException {
        byte[] text = written(List.of("file-key", "0"), new byte[16]).getBytes(StandardCharsets.US_ASCII);
        InputStream slow = new ByteArrayInputStream(text) {
            @Override
            public int read(byte[] into, int from, int most) {
                return super.read(into, from, Math.min(most, 1));
            }
        };
        assertThat(new StanzaReader(slow).read().body().exposed()).isEqualTo(new byte[16]);
    }

    @Test
    void anythingElseIsRefusedOrTheSameAgain() throws IOException {
        Random random = new Random(2);
        byte[] good = written(List.of("recipient-stanza", "0", "quorum"), new byte[77])
                .getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = good.clone();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            StanzaReader reader = new StanzaReader(new ByteArrayInputStream(changed));
            try (Stanza stanza = reader.read()) {
                List<String> words = new java.util.ArrayList<>(List.of(stanza.type()));
                words.addAll(stanza.arguments());
                assertThat(written(words, stanza.body().exposed()).getBytes(StandardCharsets.US_ASCII))
                        .isEqualTo(Arrays.copyOf(changed, (int) reader.consumed()));
            } catch (VerificationException | EOFException refused) {
                assertThat(refused).hasMessageNotContaining("null");
            }
        }
    }
}
