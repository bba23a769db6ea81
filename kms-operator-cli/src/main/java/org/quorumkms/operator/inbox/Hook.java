package org.quorumkms.operator.inbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.quorumkms.home.Home;

/**
 * Runs a program once for each item and each change of its stage, with one JSON document on its standard input. Where it fails
 * it is run again the next time; what it was told is kept in the home.
 */
public final class Hook {

    private static final long PATIENCE_SECONDS = 60;

    private final Path program;
    private final Told told;
    private final Function<InboxItem, String> json;
    private final Consumer<String> notes;

    /**
     * Takes the program, the home, how an item is written, and who is told what went wrong.
     */
    public Hook(Path program, Home home, Function<InboxItem, String> json, Consumer<String> notes) {
        this.program = program;
        this.told = new Told(home);
        this.json = json;
        this.notes = notes;
    }

    /** Tells the program what it was not told yet. */
    public void tell(List<InboxItem> items) {
        told.retain(items);
        for (InboxItem item : items) {
            if (told.isNew(item) && run(json.apply(item))) {
                told.told(item);
            }
        }
    }

    private boolean run(String document) {
        try {
            Process process = new ProcessBuilder(program.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            write(process, document);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                notes.accept(program + " did not end within " + PATIENCE_SECONDS + " seconds; it is run again.");
                return false;
            }
            if (process.exitValue() != 0) {
                notes.accept(program + " ended with " + process.exitValue() + "; it is run again.");
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            notes.accept(program + " was not run: " + Home.reason(e) + ".");
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A program need not read what it is told. */
    private static void write(Process process, String document) {
        try (OutputStream in = process.getOutputStream()) {
            in.write((document + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException notRead) {
            // Its exit code says whether it did what it should.
            return;
        }
    }
}
