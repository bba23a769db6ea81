package org.quorumkms.client.cli;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.quorumkms.home.AtomicFile;
import org.quorumkms.home.Home;

/**
 * Runs work from an input to an output. A file appears only when the work is done and on disk; a progress bar shows on a
 * terminal when the input is large.
 */
final class FileWork {

    private static final int BUFFER = 256 * 1024;
    private static final long LONG_WORK = 64L * 1024 * 1024;

    private final ClientContext context;

    FileWork(ClientContext context) {
        this.context = context;
    }

    /** What is done between input and output. */
    interface Work<T> {
        /** Does it. */
        T run(InputStream in, OutputStream out) throws IOException;
    }

    <T> T run(String what, String input, String output, Work<T> work) {
        try (InputStream in = open(what, input)) {
            if (FileNames.isStandard(output)) {
                return toStandardOutput(in, work);
            }
            return AtomicFile.write(Path.of(output), file -> {
                BufferedOutputStream out = new BufferedOutputStream(file, BUFFER);
                T result = work.run(in, out);
                out.flush();
                return result;
            });
        } catch (IOException e) {
            throw Home.failed(what + " to", Path.of(FileNames.isStandard(output) ? "standard output" : output), e);
        }
    }

    /** A pipe gets what was verified even where the rest is not; the exit code says that there is no rest. */
    private <T> T toStandardOutput(InputStream in, Work<T> work) throws IOException {
        try (OutputStream out = new BufferedOutputStream(context.output(), BUFFER)) {
            return work.run(in, out);
        }
    }

    private InputStream open(String what, String input) throws IOException {
        if (FileNames.isStandard(input)) {
            return new BufferedInputStream(context.input(), BUFFER);
        }
        Path file = Path.of(input);
        long size = Files.size(file);
        InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        if (!context.common().terminal() || size < LONG_WORK) {
            return in;
        }
        return ProgressBar.wrap(
                in,
                new ProgressBarBuilder()
                        .setTaskName(what)
                        .setInitialMax(size)
                        .setUnit(" MiB", 1024L * 1024)
                        .setStyle(ProgressBarStyle.ASCII)
                        .showSpeed());
    }
}
