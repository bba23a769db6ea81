package org.quorumkms.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import org.quorumkms.home.FileName;
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
            if (isFile(argument)) {
                try (InputStream file = Files.newInputStream(FileName.path(argument))) {
                    return text(file.readNBytes(MAX_LENGTH));
                }
            }
            return argument;
        } catch (IOException e) {
            throw Home.failed("read the invitation", FileName.path(argument), e);
        }
    }

    private static boolean isFile(String argument) {
        try {
            return Files.exists(FileName.path(argument));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static String text(byte[] bytes) {
        boolean wide = bytes.length > 1 && ((bytes[0] & bytes[1]) & 0xFE) == 0xFE && bytes[0] != bytes[1];
        return new String(bytes, wide ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8);
    }
}
