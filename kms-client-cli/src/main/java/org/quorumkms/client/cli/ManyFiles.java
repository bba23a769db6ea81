package org.quorumkms.client.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
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

    /** Files that one thread has open before it brings them to disk and names them. */
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

    /** What is done with a file. */
    interface Work {
        /** Does it; returns what became of it. */
        Result run(FoundFiles.Found file, Source in, Sink out, Workers workers) throws IOException;
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
            int workers = Math.max(2, 2 * Runtime.getRuntime().availableProcessors());
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

    /** A thread that takes one file after the other, and names them in groups. */
    private final class Worker implements Runnable {

        private final Progress progress;
        private final List<Written> group = new ArrayList<>();

        private record Written(FoundFiles.Found source, String output, OutputFile.Pending pending, Result result) {}

        Worker(Progress progress) {
            this.progress = progress;
        }

        @Override
        public void run() {
            try {
                for (FoundFiles.Found file = next(); file != null; file = next()) {
                    carry(file);
                    if (group.size() >= GROUP) {
                        place();
                    }
                }
                place();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | Error unforeseen) {
                broken.set(unforeseen);
                stopped = true;
            }
        }

        private FoundFiles.@Nullable Found next() throws InterruptedException {
            while (!stopped) {
                FoundFiles.Found file = queue.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (file != null || (ended && queue.isEmpty())) {
                    return file;
                }
            }
            return null;
        }

        private void carry(FoundFiles.Found file) {
            try {
                String output = output(file);
                OutputFile target = plan.files().file(FileName.path(output));
                if (plan.options().skipExisting() && Files.exists(FileName.path(output))) {
                    skipped.incrementAndGet();
                    said(output, null);
                    return;
                }
                write(file, output, target);
            } catch (IOException e) {
                ManyFiles.this.fail(file.path(), Home.failed("work on", file.path(), e));
            } catch (KmsException e) {
                ManyFiles.this.fail(file.path(), e);
            }
        }

        private void write(FoundFiles.Found file, String output, OutputFile target) throws IOException {
            if (!Files.isRegularFile(file.path())) {
                throw new RefusedException(file.path()
                        + " is not a regular file. Work on it alone, and say where the result goes with -o OUT.");
            }
            try (FileChannel in = FileChannel.open(file.path())) {
                OutputFile.Pending pending = target.begin();
                try {
                    if (cleaned.add(pending.folder())) {
                        OutputFile.removeLeftovers(pending.folder(), always::note);
                    }
                    Workers workers = in.size() > LARGE ? Workers.ofProcessors() : Workers.ONE;
                    Result result = plan.work().run(file, Source.of(in), Sink.of(pending.channel()), workers);
                    group.add(new Written(file, output, pending, result));
                } catch (IOException | RuntimeException e) {
                    pending.close();
                    throw e;
                }
            }
        }

        /** Brings the group to disk, gives the files their names, and brings these to disk. */
        private void place() {
            List<Written> named = new ArrayList<>();
            Set<Path> folders = new HashSet<>();
            for (Written one : group) {
                try (OutputFile.Pending pending = one.pending()) {
                    pending.sync();
                    pending.place();
                    named.add(one);
                    folders.add(pending.folder());
                } catch (IOException e) {
                    ManyFiles.this.fail(one.source().path(), Home.failed("write", FileName.path(one.output()), e));
                } catch (KmsException e) {
                    ManyFiles.this.fail(one.source().path(), e);
                }
            }
            group.clear();
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
                    Files.deleteIfExists(one.source().path());
                } catch (IOException e) {
                    fail(one.source().path(), Home.failed("remove", one.source().path(), e));
                    return;
                }
            }
            done.incrementAndGet();
            progress.step(1);
            said(one.output(), one.result());
        }
    }
}
