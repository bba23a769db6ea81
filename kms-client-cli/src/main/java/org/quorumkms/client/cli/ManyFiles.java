package org.quorumkms.client.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.OutputOptions;
import org.quorumkms.cli.Printer;
import org.quorumkms.cli.Progress;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.FileName;
import org.quorumkms.home.Home;
import org.quorumkms.home.OutputFile;
import org.quorumkms.json.Json;
import org.quorumkms.message.Sink;
import org.quorumkms.message.Source;
import org.quorumkms.message.Workers;

/**
 * Encrypts or decrypts many files, several at the same time. Each gets its name when it is whole and on disk; they are brought to
 * disk in groups. One that fails does not stop the others; where no server can be reached any more, nothing further is begun.
 */
final class ManyFiles {

    /** Files that one thread works on before it brings them to disk and names them: one call for their data keys. */
    private static final int GROUP = 32;

    private static final int WAITING = 256;

    /** How often it is looked whether there is nothing more to do. */
    private static final long POLL_MILLIS = 20;

    /** Above this, all processors work on one file. */
    private static final long LARGE = 16L * 1024 * 1024;

    private final ClientContext context;
    private final Printer printer;
    private final Printer always;
    private final Plan plan;
    private final BlockingQueue<FoundFiles.Found> queue = new ArrayBlockingQueue<>(WAITING);
    private final Set<Path> cleaned = ConcurrentHashMap.newKeySet();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
    private final FileFailures failures;
    private final int workers = Math.max(2, 2 * Runtime.getRuntime().availableProcessors());
    private volatile boolean ended;
    private volatile boolean stopped;

    /**
     * What is to be done.
     *
     * @param done the word for it: encrypted, decrypted
     * @param named what was named
     * @param wanted which files in folders are taken
     * @param result how the result of a file is called
     * @param into the folder of the results, if not beside the files
     * @param options what else was said
     * @param files how results are written
     * @param work what is done with each
     */
    record Plan(
            String done,
            List<String> named,
            Predicate<Path> wanted,
            Function<String, String> result,
            @Nullable String into,
            ManyOptions options,
            OutputOptions files,
            Work work) {}

    /** What is done with files. */
    interface Work {
        /**
         * Begins several: what is asked of a server for each is asked at once.
         *
         * @return for each, in their order, what does the rest
         */
        List<Begun> begin(List<Opened> files);
    }

    /**
     * A file to be read.
     *
     * @param file which it is
     * @param in what is in it
     */
    record Opened(FoundFiles.Found file, Source in) {}

    /** What does the rest of the work on a file, once; closed when it is done or not wanted any more. */
    interface Begun extends AutoCloseable {
        /** Does it; returns what became of it. */
        Result run(Sink out, Workers workers) throws IOException;

        /** Wipes what was asked for. */
        @Override
        void close();
    }

    /**
     * What became of a file.
     *
     * @param bytes of plaintext
     * @param domain the id of its Domain
     */
    record Result(long bytes, String domain) {}

    ManyFiles(ClientContext context, Printer printer, Plan plan) {
        this.context = context;
        this.printer = plan.files().printer(printer);
        this.always = printer;
        this.failures = new FileFailures(printer, context.common().json());
        this.plan = plan;
    }

    private void requireFiles() {
        if (plan.named().isEmpty() || plan.named().stream().anyMatch(FileNames::isStandardInput)) {
            throw new UsageException("Standard input is one thing to work on: leave out -r, --skip-existing,"
                    + " --remove-source and other files, or name files.");
        }
        String into = plan.into();
        if (into != null && FileNames.isStandardOutput(into)) {
            throw new UsageException("Several results do not go to standard output. Name a folder with -o DIR.");
        }
        if (into != null && Files.exists(FileName.path(into)) && !Files.isDirectory(FileName.path(into))) {
            throw new UsageException(
                    into + " is not a folder, and several results go into one. Name a folder with -o DIR.");
        }
    }

    /**
     * Does all; returns the exit code.
     *
     * @throws UsageException if standard input or output is named
     */
    int run() {
        requireFiles();
        FileWork.prepareForMany();
        List<Thread> threads = new ArrayList<>();
        try (Progress progress = Progress.of(context.common().terminal(), plan.done(), Progress.UNKNOWN, " files", 1)) {
            for (int i = 1; i <= workers; i++) {
                Thread thread = new Thread(new Worker(progress), "files-" + i);
                thread.setDaemon(true);
                thread.start();
                threads.add(thread);
            }
            new FoundFiles(plan.options().recursive(), plan.wanted(), printer::note)
                    .find(plan.named(), new FoundFiles.Taking() {
                        @Override
                        public boolean take(FoundFiles.Found file) {
                            return offered(file);
                        }

                        @Override
                        public void fail(Path file, KmsException why) {
                            ManyFiles.this.fail(file, why);
                        }
                    });
            ended = true;
            join(threads);
        }
        rethrow(broken.get());
        say();
        return failures.exit();
    }

    private static void rethrow(@Nullable Throwable unforeseen) {
        if (unforeseen instanceof Error error) {
            throw error;
        }
        if (unforeseen != null) {
            throw (RuntimeException) unforeseen;
        }
    }

    private boolean offered(FoundFiles.Found file) {
        try {
            while (!stopped) {
                if (queue.offer(file, POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    return true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private static void join(List<Thread> threads) {
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException("Interrupted. What has its name is whole; do the rest with --skip-existing.");
        }
    }

    private void say() {
        StringBuilder summary = new StringBuilder(done + " files were " + plan.done());
        if (skipped.get() > 0) {
            summary.append(", ").append(skipped).append(" were there already");
        }
        if (failures.count() > 0) {
            summary.append(", ").append(failures.count()).append(" failed");
        }
        summary.append('.');
        if (stopped) {
            summary.append(" The rest was not begun. Do it again with --skip-existing.");
        }
        (failures.count() > 0 ? always : printer).note(summary.toString());
    }

    private void fail(Path file, KmsException why) {
        if (failures.add(file.toString(), why).exit() == ExitCode.UNREACHABLE.code()) {
            stopped = true;
        }
    }

    private synchronized void said(String output, @Nullable Result result) {
        if (!context.common().json()) {
            return;
        }
        Map<String, @Nullable Object> json = Json.object();
        json.put("file", output);
        if (result == null) {
            json.put("skipped", true);
        } else {
            json.put("bytes", result.bytes());
            json.put("domain", result.domain());
        }
        printer.document(Json.write(json));
    }

    /** Where the result of a file goes. */
    private String output(FoundFiles.Found file) throws IOException {
        String into = plan.into();
        if (into == null) {
            return plan.result().apply(file.path().toString());
        }
        Path output =
                FileName.path(into).resolve(plan.result().apply(file.below().toString()));
        Files.createDirectories(Objects.requireNonNull(output.getParent()));
        return output.toString();
    }

    /** A thread that takes some files at a time, and names them when all of them are on disk. */
    private final class Worker implements Runnable {

        private final Progress progress;

        private record Prepared(Opened opened, String output, FileChannel in, OutputFile.Pending pending) {}

        private record Written(Prepared prepared, Result result) {

            Path source() {
                return prepared.opened().file().path();
            }

            OutputFile.Pending pending() {
                return prepared.pending();
            }

            String output() {
                return prepared.output();
            }
        }

        Worker(Progress progress) {
            this.progress = progress;
        }

        @Override
        public void run() {
            try {
                for (List<FoundFiles.Found> files = next(); !files.isEmpty(); files = next()) {
                    place(written(files));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | Error unforeseen) {
                broken.set(unforeseen);
                stopped = true;
            }
        }

        /** Takes this thread's share of what waits; behind a large file nothing waits for it. */
        private List<FoundFiles.Found> next() throws InterruptedException {
            List<FoundFiles.Found> files = new ArrayList<>();
            while (!stopped && files.isEmpty()) {
                FoundFiles.Found file = queue.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (file == null && ended && queue.isEmpty()) {
                    break;
                }
                int share = Math.min(GROUP, queue.size() / workers + 1);
                while (file != null) {
                    files.add(file);
                    file = files.size() < share && file.bytes() <= LARGE ? queue.poll() : null;
                }
            }
            return files;
        }

        private List<Written> written(List<FoundFiles.Found> files) {
            List<Written> written = new ArrayList<>();
            List<Prepared> prepared = new ArrayList<>();
            try {
                for (FoundFiles.Found file : files) {
                    prepare(file, prepared);
                }
                Iterator<Prepared> rest = prepared.iterator();
                for (Begun begun : plan.work()
                        .begin(prepared.stream().map(Prepared::opened).toList())) {
                    Prepared one = rest.next();
                    try (begun) {
                        if (!stopped) {
                            write(one, begun, written);
                        }
                    }
                }
            } finally {
                prepared.forEach(one -> close(one, written));
            }
            return written;
        }

        private void prepare(FoundFiles.Found file, List<Prepared> prepared) {
            try {
                String output = output(file);
                OutputFile target = plan.files().file(FileName.path(output));
                if (plan.options().skipExisting() && Files.exists(FileName.path(output))) {
                    skipped.incrementAndGet();
                    said(output, null);
                    return;
                }
                if (!Files.isRegularFile(file.path())) {
                    throw new RefusedException(file.path()
                            + " is not a regular file. Work on it alone, and say where the result goes with -o OUT.");
                }
                FileChannel in = FileChannel.open(file.path());
                try {
                    OutputFile.Pending pending = target.begin();
                    prepared.add(new Prepared(new Opened(file, Source.of(in)), output, in, pending));
                    if (cleaned.add(pending.folder())) {
                        OutputFile.removeLeftovers(pending.folder(), always::note);
                    }
                } catch (IOException | RuntimeException e) {
                    in.close();
                    throw e;
                }
            } catch (IOException e) {
                ManyFiles.this.fail(file.path(), Home.failed("work on", file.path(), e));
            } catch (KmsException e) {
                ManyFiles.this.fail(file.path(), e);
            }
        }

        private void write(Prepared one, Begun begun, List<Written> written) {
            Path source = one.opened().file().path();
            try {
                Workers threads = one.in().size() > LARGE ? Workers.ofProcessors() : Workers.ONE;
                Result result = begun.run(Sink.of(one.pending().channel()), threads);
                written.add(new Written(one, result));
            } catch (IOException e) {
                ManyFiles.this.fail(source, Home.failed("work on", source, e));
            } catch (KmsException e) {
                ManyFiles.this.fail(source, e);
            }
        }

        /** Of what was not written nothing is left. */
        private void close(Prepared one, List<Written> written) {
            try {
                one.in().close();
                if (written.stream().noneMatch(other -> other.prepared().equals(one))) {
                    one.pending().close();
                }
            } catch (IOException e) {
                ManyFiles.this.fail(
                        one.opened().file().path(),
                        Home.failed("close", one.opened().file().path(), e));
            }
        }

        /** Brings the group to disk, gives the files their names, and brings these to disk. */
        private void place(List<Written> group) {
            List<Written> named = new ArrayList<>();
            Set<Path> folders = new HashSet<>();
            for (Written one : group) {
                try (OutputFile.Pending pending = one.pending()) {
                    pending.sync();
                    pending.place();
                    named.add(one);
                    folders.add(pending.folder());
                } catch (IOException e) {
                    ManyFiles.this.fail(one.source(), Home.failed("write", FileName.path(one.output()), e));
                } catch (KmsException e) {
                    ManyFiles.this.fail(one.source(), e);
                }
            }
            for (Path folder : folders) {
                try {
                    OutputFile.syncFolder(folder);
                } catch (IOException e) {
                    ManyFiles.this.fail(folder, Home.failed("write", folder, e));
                    named.removeIf(one -> one.pending().folder().equals(folder));
                }
            }
            named.forEach(this::named);
        }

        private void named(Written one) {
            if (plan.options().removeSource()) {
                try {
                    Files.deleteIfExists(one.source());
                } catch (IOException e) {
                    fail(one.source(), Home.failed("remove", one.source(), e));
                    return;
                }
            }
            done.incrementAndGet();
            progress.step(1);
            said(one.output(), one.result());
        }
    }
}
