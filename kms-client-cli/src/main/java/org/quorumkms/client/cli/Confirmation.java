package org.quorumkms.client.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.quorumkms.cli.Printer;

/** Asks the person at the terminal for a yes. */
final class Confirmation {

    private static final int LONGEST = 64;

    private Confirmation() {}

    /** Returns whether the person typed yes. The question goes where no result goes. */
    static boolean isYes(Printer printer, InputStream input, String question) {
        printer.note(question + " Type yes, or anything else for no:");
        try {
            return line(input).strip().toLowerCase(Locale.ROOT).equals("yes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(InputStream input) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int read = input.read(); read >= 0 && read != '\n' && line.length() < LONGEST; read = input.read()) {
            line.append((char) read);
        }
        return line.toString();
    }
}
