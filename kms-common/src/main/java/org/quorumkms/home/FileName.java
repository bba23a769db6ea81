package org.quorumkms.home;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.quorumkms.errors.UsageException;

/**
 * Words of a command line, and the paths that they name: the one place where a path is made of a word. A file's name is bytes
 * and need not be UTF-8; the JVM replaces what is none by U+FFFD. Here such a byte b stands as the half character U+DC00 + b
 * (as in Python, PEP 383), which no text may have in it, so that the file is still found and nothing else takes the word.
 */
public final class FileName {

    private static final char REPLACED = '\uFFFD';
    private static final int ESCAPES = 0xDC00;
    private static final int FIRST = ESCAPES + 0x80;
    private static final int LAST = ESCAPES + 0xFF;

    /** Where Linux shows the words of a process, each with a zero byte behind it. */
    private static final Path WORDS = Path.of("/proc/self/cmdline");

    private FileName() {}

    /**
     * Makes the path that a word names.
     *
     * @throws UsageException if it is no name of a file
     */
    public static Path path(String word) {
        try {
            return isText(word) ? Path.of(word) : ofBytes(word);
        } catch (InvalidPathException e) {
            throw new UsageException("That is not the name of a file: " + e.getReason() + ".");
        }
    }

    /** Returns whether a word is UTF-8. */
    public static boolean isText(String word) {
        return word.codePoints().noneMatch(FileName::isEscape);
    }

    private static boolean isEscape(int character) {
        return character >= FIRST && character <= LAST;
    }

    /** A path of other bytes is made by its URI only, which is whole. */
    private static Path ofBytes(String word) {
        StringBuilder uri = new StringBuilder("file://");
        if (!word.startsWith("/")) {
            uri.append(Path.of("").toAbsolutePath().toUri().getRawPath());
        }
        word.codePoints().forEach(character -> {
            if (isEscape(character)) {
                escape(uri, (byte) character);
            } else if (character == '/') {
                uri.append('/');
            } else {
                for (byte one : Character.toString(character).getBytes(StandardCharsets.UTF_8)) {
                    escape(uri, one);
                }
            }
        });
        return Path.of(java.net.URI.create(uri.toString()));
    }

    private static void escape(StringBuilder uri, byte one) {
        uri.append('%').append(Character.forDigit((one >> 4) & 0xF, 16)).append(Character.forDigit(one & 0xF, 16));
    }

    /**
     * Returns the words that a program was called with, in which nothing is replaced.
     *
     * @param args what the JVM gives to its program
     * @throws UsageException if one is not UTF-8, where the system does not show what it was
     */
    public static String[] words(String... args) {
        if (Arrays.stream(args).allMatch(word -> word.indexOf(REPLACED) < 0)) {
            return args;
        }
        try {
            return raw(Files.readAllBytes(WORDS), args);
        } catch (IOException e) {
            throw new UsageException("A word of this command is not UTF-8, and the system does not show what it is.");
        }
    }

    static String[] raw(byte[] shown, String... args) {
        List<byte[]> all = new ArrayList<>();
        for (int from = 0, to = 0; to < shown.length; to++) {
            if (shown[to] == 0) {
                all.add(Arrays.copyOfRange(shown, from, to));
                from = to + 1;
            }
        }
        String[] words = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            int at = all.size() - args.length + i;
            if (at < 0 || !new String(all.get(at), StandardCharsets.UTF_8).equals(args[i])) {
                throw new UsageException("A word of this command is not UTF-8, and the system shows another one.");
            }
            words[i] = escaped(all.get(at));
        }
        return words;
    }

    private static String escaped(byte[] word) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer from = ByteBuffer.wrap(word);
        CharBuffer to = CharBuffer.allocate(word.length + 1);
        CoderResult result = decoder.decode(from, to, true);
        while (result.isError()) {
            for (int i = 0; i < result.length(); i++) {
                to.put((char) (ESCAPES | (from.get() & 0xFF)));
            }
            result = decoder.decode(from, to, true);
        }
        return to.flip().toString();
    }
}
