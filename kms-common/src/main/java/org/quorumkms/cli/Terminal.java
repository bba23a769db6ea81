package org.quorumkms.cli;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.quorumkms.home.StandardStreams;

/** The terminal, if a person sits at one. */
public final class Terminal {

    private static final int LONGEST = 32;

    private Terminal() {}

    /** Returns the console if standard input and output are a terminal. */
    @SuppressWarnings(
            "SystemConsoleNull") // null is how JDK 17 to 21 say that there is none; later ones are asked below
    public static Optional<Console> find() {
        if (StandardStreams.isApart()) {
            return Optional.empty();
        }
        Console console = System.console();
        return console != null && isTerminal(console) ? Optional.of(console) : Optional.empty();
    }

    /** Returns whether there is one. */
    public static boolean isThere() {
        return find().isPresent();
    }

    /**
     * Returns how many characters a line of it has, as stty says; 0: nobody knows. The variable COLUMNS, which a shell need not export,
     * comes first.
     */
    public static int width() {
        String said = System.getenv().getOrDefault("COLUMNS", "");
        if (said.matches("[1-9][0-9]{1,3}")) {
            return Integer.parseInt(said);
        }
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readNBytes(LONGEST), StandardCharsets.US_ASCII).strip();
            return size.matches("[0-9]+ [1-9][0-9]*") ? Integer.parseInt(size.substring(size.indexOf(' ') + 1)) : 0;
        } catch (IOException noTerminal) {
            return 0;
        }
    }

    /** From JDK 22 on a console may be there without a terminal, and has a method that says so. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Console.isTerminal is public and throws nothing", e);
        }
    }
}
