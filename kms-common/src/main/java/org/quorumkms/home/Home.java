package org.quorumkms.home;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.net.ConnectionKey;

/**
 * A program's folder. It is made with owner-only permission, and a laxer one is refused with the fix in the message:
 * the private keys in it are protected by nothing else.
 */
public final class Home {

    private static final String CONNECTION_KEY = "connection.p12";
    private static final String LOCK = ".lock";
    private static final String HELD = ".serving";

    private static final ReentrantLock IN_PROCESS = new ReentrantLock();

    private final Path folder;

    private Home(Path folder) {
        this.folder = folder;
    }

    /**
     * Opens a home, or makes it.
     *
     * @throws RefusedException if others may read or write it
     */
    public static Home open(Path folder) {
        try {
            if (!Files.exists(folder)) {
                Path parent = folder.toAbsolutePath().getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.createDirectory(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            if (!Files.isDirectory(folder)) {
                throw new RefusedException(folder + " is not a folder. Name another with --home.");
            }
            requireOwnerOnly(folder, "700");
            return new Home(folder);
        } catch (IOException e) {
            throw failed("use the home", folder, e);
        }
    }

    /** Returns the folder. */
    public Path folder() {
        return folder;
    }

    /** Returns the path of a file in it. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /** Reads a file, if it is there. */
    public Optional<byte[]> read(String name) {
        Path file = file(name);
        try {
            byte[] content = Files.readAllBytes(file);
            requireOwnerOnly(file, "600");
            return Optional.of(content);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("read", file, e);
        }
    }

    /** Writes a file, whole or not at all. */
    public void write(String name, byte[] content) {
        try {
            AtomicFile.write(file(name), out -> {
                out.write(content);
                return content.length;
            });
        } catch (IOException e) {
            throw failed("write", file(name), e);
        }
    }

    /** Returns this home's connection key, making it at the first use. A home that has one need not be written. */
    public ConnectionKey connectionKey(Clock clock, SecureRandom random) {
        return madeKey()
                .orElseGet(() -> locked(() -> madeKey().orElseGet(() -> {
                    ConnectionKey key = ConnectionKey.generate(clock.instant(), random);
                    write(CONNECTION_KEY, key.write());
                    return key;
                })));
    }

    private Optional<ConnectionKey> madeKey() {
        return read(CONNECTION_KEY).map(ConnectionKey::read);
    }

    /** Returns whether anything can be written to it: a mounted secret can only be read. */
    public boolean isWritable() {
        return Files.isWritable(folder);
    }

    /** Work that no other process of this home does at the same time. */
    public interface Locked<T> {
        /** Does it. */
        T run();
    }

    /** Does some work while no other process of this home does any. */
    public <T> T locked(Locked<T> work) {
        // A file lock is held by a process; its threads need one of their own.
        IN_PROCESS.lock();
        try {
            return lockedByProcess(work);
        } finally {
            IN_PROCESS.unlock();
        }
    }

    /** A home that this process alone serves from, until it is closed or the process ends, however it ends. */
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Takes this home for a process that goes on for long, and removes what a killed one left half-written.
     *
     * @throws RefusedException if another process has it
     */
    public Held hold() {
        try {
            FileChannel channel = FileChannel.open(
                    file(HELD),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(AtomicFile.OWNER_ONLY));
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new RefusedException(
                        "Another process serves from " + folder + " already. Stop it first, or name another --home.");
            }
            removeLeftovers();
            return () -> release(channel);
        } catch (IOException e) {
            throw failed("lock", folder, e);
        }
    }

    /** Does some work while this process alone has the home. */
    public void holding(Runnable work) {
        Held held = hold();
        try {
            work.run();
        } finally {
            held.close();
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }

    private void release(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed("unlock", folder, e);
        }
    }

    /** Removes what a process that was killed left half-written. */
    public void removeLeftovers() {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, AtomicFile.LEFTOVERS)) {
            for (Path leftover : leftovers) {
                Files.deleteIfExists(leftover);
            }
        } catch (IOException e) {
            throw failed("clean", folder, e);
        }
    }

    private <T> T lockedByProcess(Locked<T> work) {
        try (FileChannel channel = FileChannel.open(
                        file(LOCK),
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(AtomicFile.OWNER_ONLY));
                FileLock lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new IOException("the lock was lost");
            }
            return work.run();
        } catch (IOException e) {
            throw failed("lock", folder, e);
        }
    }

    /**
     * Checks that nobody but the owner may read or write a file or folder.
     *
     * @param mode what it should be, for the message
     */
    public static void requireOwnerOnly(Path path, String mode) throws IOException {
        for (PosixFilePermission permission : Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS)) {
            if (!permission.name().startsWith("OWNER")) {
                throw new RefusedException(
                        path + " can be used by others than its owner. Run: chmod " + mode + " " + path);
            }
        }
    }

    /** Says what could not be done with a file, and why. */
    public static RefusedException failed(String what, Path path, IOException failure) {
        return new RefusedException("Could not " + what + " " + path + ": " + reason(failure) + ".");
    }

    /** Says why, in words: the system's own where there are some. */
    public static String reason(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        if (failure instanceof java.nio.file.AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof java.nio.file.FileSystemException fs && fs.getReason() != null) {
            return fs.getReason();
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
