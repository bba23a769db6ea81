package org.quorumkms.cli;

import java.io.Console;
import java.util.Optional;
import org.quorumkms.home.StandardStreams;

/** The terminal, if a person sits at one. */
public final class Terminal {

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
