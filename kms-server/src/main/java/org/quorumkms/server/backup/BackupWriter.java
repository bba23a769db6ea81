package org.quorumkms.server.backup;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.home.AtomicFile;
import org.quorumkms.home.Home;
import org.quorumkms.home.OutputFile;
import org.quorumkms.signed.Base64Url;
import org.quorumkms.signed.Sha256;
import org.quorumkms.signed.Thumbprint;

/** Writes the files of a backup, one after the other, into a folder or a ZIP file, and their manifest last. */
public final class BackupWriter {

    private final Target target;
    private final List<Manifest.Entry> entries = new ArrayList<>();

    private BackupWriter(Target target) {
        this.target = target;
    }

    /** Where files go. */
    private interface Target {
        /** Begins a file; closing it ends it. */
        OutputStream begin(String name) throws IOException;
    }

    /** Writes the content of one file. */
    public interface Content {
        /** Writes. */
        void to(OutputStream out) throws IOException;
    }

    /** Fills a backup. */
    public interface Work {
        /** Fills it. */
        void fill(BackupWriter backup) throws IOException;
    }

    /** Adds a file. */
    public void add(String name, Content content) throws IOException {
        MessageDigest digest = Sha256.digest();
        Counting counting;
        try (OutputStream file = target.begin(name)) {
            counting = new Counting(new BufferedOutputStream(file), digest);
            content.to(counting);
            counting.flush();
        }
        entries.add(new Manifest.Entry(
                name, Long.toString(counting.bytes), new Thumbprint(Base64Url.encode(digest.digest()))));
    }

    private void finish(Instant created, Thumbprint genesis, Function<byte[], ManifestSignature> signer)
            throws IOException {
        byte[] manifest = new Manifest(created, genesis, entries).write();
        try (OutputStream file = target.begin(ManifestSignature.NAME)) {
            file.write(signer.apply(manifest).write());
        }
        try (OutputStream file = target.begin(Manifest.NAME)) {
            file.write(manifest);
        }
    }

    /**
     * Writes a backup: a ZIP file if the name ends with {@code .zip}, else a folder. It appears when it is whole.
     *
     * @param path its name
     * @param file the same, as a ZIP file is written
     * @param signer signs the manifest's bytes
     * @throws RefusedException if there is something of that name that may not be replaced
     */
    public static void write(
            Path path,
            OutputFile file,
            Instant created,
            Thumbprint genesis,
            Function<byte[], ManifestSignature> signer,
            Work work)
            throws IOException {
        if (isZip(path)) {
            file.write(out -> {
                ZipOutputStream zip = new ZipOutputStream(out);
                fill(new BackupWriter(name -> entry(zip, name)), created, genesis, signer, work);
                zip.finish();
                return path;
            });
        } else if (Files.exists(path)) {
            throw new RefusedException(path + " exists. Name a folder that does not, or a file that ends with .zip.");
        } else {
            writeFolder(path.toAbsolutePath(), created, genesis, signer, work);
        }
    }

    static boolean isZip(Path path) {
        return String.valueOf(path.getFileName()).endsWith(".zip");
    }

    private static void fill(
            BackupWriter backup,
            Instant created,
            Thumbprint genesis,
            Function<byte[], ManifestSignature> signer,
            Work work)
            throws IOException {
        work.fill(backup);
        backup.finish(created, genesis, signer);
    }

    private static void writeFolder(
            Path path, Instant created, Thumbprint genesis, Function<byte[], ManifestSignature> signer, Work work)
            throws IOException {
        Path parent = path.getParent();
        if (parent == null) {
            throw new RefusedException(path + " is not the name of a folder.");
        }
        Path temporary = Files.createTempDirectory(
                parent,
                ".kms-backup-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Thread interrupted = new Thread(() -> removeOrSay(temporary), "backup");
        Runtime.getRuntime().addShutdownHook(interrupted);
        boolean done = false;
        try {
            fill(new BackupWriter(name -> file(temporary, name)), created, genesis, signer, work);
            sync(temporary);
            Files.move(temporary, path);
            done = true;
            Runtime.getRuntime().removeShutdownHook(interrupted);
            sync(parent);
        } finally {
            if (!done) {
                remove(temporary);
            }
        }
    }

    /** Runs where the process is told to end. */
    private static void removeOrSay(Path folder) {
        try {
            if (Files.exists(folder)) {
                remove(folder);
            }
        } catch (IOException e) {
            System.err.println("Could not remove " + folder + ": " + Home.reason(e));
        }
    }

    private static void remove(Path folder) throws IOException {
        try (java.util.stream.Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static OutputStream entry(ZipOutputStream zip, String name) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        return new FilterOutputStream(zip) {
            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
                out.write(buffer, offset, length);
            }

            @Override
            public void close() throws IOException {
                zip.closeEntry();
            }
        };
    }

    private static OutputStream file(Path folder, String name) throws IOException {
        Path file = folder.resolve(name);
        Path parent = file.getParent();
        if (parent != null && !Files.exists(parent)) {
            Files.createDirectory(
                    parent, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Files.createFile(file, PosixFilePermissions.asFileAttribute(AtomicFile.OWNER_ONLY));
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        return new FilterOutputStream(java.nio.channels.Channels.newOutputStream(channel)) {
            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
                out.write(buffer, offset, length);
            }

            @Override
            public void close() throws IOException {
                channel.force(true);
                channel.close();
            }
        };
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Counts and digests what goes through. */
    private static final class Counting extends FilterOutputStream {

        private final MessageDigest digest;
        private long bytes;

        Counting(OutputStream out, MessageDigest digest) {
            super(out);
            this.digest = digest;
        }

        @Override
        public void write(int one) throws IOException {
            out.write(one);
            digest.update((byte) one);
            bytes++;
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            out.write(buffer, offset, length);
            digest.update(buffer, offset, length);
            bytes += length;
        }
    }
}
