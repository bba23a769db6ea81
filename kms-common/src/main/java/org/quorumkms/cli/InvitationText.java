package org.quorumkms.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.quorumkms.home.Home;

/** An invitation or a card as it is given on a command line: pasted, in a file, or on standard input ({@code -}). */
public final class InvitationText {

    private static final int MAX_LENGTH = 64 * 1024;

    private InvitationText() {}

    /** Reads the text that an argument gives or names. */
    public static String read(String argument, InputStream standardInput) {
        try {
            if (argument.equals("-")) {
                return text(standardInput.readNBytes(MAX_LENGTH));
            }
            if (!argument.strip().startsWith("kms") && isFile(argument)) {
                try (InputStream file = Files.newInputStream(Path.of(argument))) {
                    return text(file.readNBytes(MAX_LENGTH));
                }
            }
            return argument;
        } catch (IOException e) {
            throw Home.failed("read the invitation", Path.of(argument), e);
        }
    }

    private static boolean isFile(String argument) {
        try {
            return Files.exists(Path.of(argument));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
