package org.quorumkms.client.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.quorumkms.cli.OutputOptions;
import org.quorumkms.cli.Progress;
import org.quorumkms.crypto.NativeCrypto;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.home.AtomicFile;
import org.quorumkms.home.FileName;
import org.quorumkms.home.Home;
import org.quorumkms.home.OutputFile;
import org.quorumkms.home.StandardStreams;
import org.quorumkms.message.Sink;
import org.quorumkms.message.Source;
import org.quorumkms.message.Workers;

/**
 * Runs work from an input to an output. A file appears only when the work is done and on disk; a progress bar shows on a
 * terminal when the input is large.
 */
final class FileWork {

    /** What a pipe holds on Linux: where so much waits before the first byte was read, more will come. */
    private static final int FULL_PIPE = 64 * 1024;

    private static final long LONG_WORK = 64L * 1024 * 1024;

    private final ClientContext context;

    FileWork(ClientContext context) {
        this.context = context;
    }

    /** Begins to load native cryptography, for many files that may each be small. */
    static void prepareForMany() {
        NativeCrypto.prepare();
    }

    /** What is done between input and output. */
    interface Work<T> {
        /** Does it with so many threads. */
        T run(Source in, Sink out, Workers workers) throws IOException;
    }

    /**
     * Runs it.
     *
     * @param files how the output is written, where it is a file
     * @param few bytes of input up to which one thread does all; above it, native cryptography is loaded beside the call
     */
    <T> T run(String what, String input, String output, OutputOptions files, long few, Work<T> work) {
        try {
            Workers workers =
                    isStream(output, files) || FileNames.isStandardInput(input) || !isPlaced(FileName.path(input))
                            ? Workers.forStream()
                            : Workers.ofProcessors();
            From<T> through = source -> writing(output, files, sink -> work.run(source, sink, workers));
            return FileNames.isStandardInput(input)
                    ? readingStandard(few, through)
                    : reading(what, FileName.path(input), few, through);
        } catch (IOException e) {
            throw Home.failed(
                    what + " to", FileName.path(FileNames.isStandardOutput(output) ? "standard output" : output), e);
        }
    }

    /**
     * Replaces a file by what is made of it, where that is done and on disk: the file that a link leads to, with its mode, times
     * and, where it can be, its owner.
     *
     * @param notes is told what else was done
     * @param few as for {@link #run}
     */
    <T> T replace(String what, String file, Consumer<String> notes, long few, Work<T> work) {
        try {
            Path real = FileName.path(file).toRealPath();
            if (!Files.isRegularFile(real)) {
                throw new RefusedException(file + " is not a regular file, which could be replaced. Name another.");
            }
            if (Files.isSymbolicLink(FileName.path(file))) {
                notes.accept(file + " is a link: " + real + " is written");
            }
            return AtomicFile.replace(
                    real,
                    notes,
                    out -> reading(what, real, few, source -> work.run(source, Sink.of(out), Workers.ofProcessors())));
        } catch (IOException e) {
            throw Home.failed(what, FileName.path(file), e);
        }
    }

    private interface From<T> {
        T run(Source in) throws IOException;
    }

    private interface To<T> {
        T run(Sink out) throws IOException;
    }

    /** A pipe gets what was verified even where the rest is not; the exit code says that there is no rest. */
    private <T> T writing(String output, OutputOptions files, To<T> work) throws IOException {
        if (!FileNames.isStandardOutput(output)) {
            OutputFile file = files.file(FileName.path(output));
            return file.isStream()
                    ? file.write(out -> work.run(Sink.of(out)))
                    : file.writePlaced(out -> work.run(Sink.of(out)));
        }
        try (OutputStream out = context.output()) {
            return work.run(Sink.of(out));
        }
    }

    private static boolean isStream(String output, OutputOptions files) {
        return FileNames.isStandardOutput(output)
                || files.file(FileName.path(output)).isStream();
    }

    private <T> T readingStandard(long few, From<T> work) throws IOException {
        // A full pipe, or a file in its place that is large itself.
        int waiting = StandardStreams.waiting();
        if (waiting == FULL_PIPE || waiting > few) {
            NativeCrypto.prepare();
        }
        return work.run(Source.of(context.input()));
    }

    /** A regular file is read at any place; a pipe, and what has no length of its own, from its beginning on. */
    private <T> T reading(String what, Path path, long few, From<T> work) throws IOException {
        if (!isPlaced(path)) {
            try (InputStream stream = StandardStreams.open(path)) {
                return work.run(Source.of(stream));
            }
        }
        try (FileChannel file = FileChannel.open(path)) {
            long size = file.size();
            if (size > few) {
                NativeCrypto.prepare();
            }
            Source source = Source.of(file);
            return context.common().terminal() && size >= LONG_WORK
                    ? shown(what, size, source, work)
                    : work.run(source);
        }
    }

    private static boolean isPlaced(Path input) throws IOException {
        return Files.isRegularFile(input) && Files.size(input) > 0;
    }

    private static <T> T shown(String what, long size, Source source, From<T> work) throws IOException {
        try (Progress progress = Progress.of(true, what, size, " MiB", 1024L * 1024)) {
            return work.run(source.telling(progress::step));
        }
    }
}
