package org.quorumkms.home;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.RefusedException;

/**
 * A program's folder. It is made with owner-only permission, and a laxer one is refused with the fix in the message:
 * the private keys in it are protected by nothing else.
 */
public final class Home {

    private static final String LOCK = ".lock";
    private static final String ENTERING = ".entering";
    private static final String HELD = ".serving";

    /** Of stat(2): the group or everybody may write; only owners remove what is in the folder. */
    private static final int OTHERS_WRITE = 0022;

    private static final int STICKY = 01000;

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
            requireOwnPlace(folder);
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
            if (Files.isSymbolicLink(file)) {
                requireOwnPlace(file);
            }
            return Optional.of(content);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("read", file, e);
        }
    }

    /** Returns the attributes of a file, if it is there. */
    public Optional<PosixFileAttributes> attributes(String name) {
        try {
            return Optional.of(Files.readAttributes(file(name), PosixFileAttributes.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("look at", file(name), e);
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

    /** Removes a file, if it is there. */
    public void remove(String name) {
        try {
            Files.deleteIfExists(file(name));
        } catch (IOException e) {
            throw failed("remove", file(name), e);
        }
    }

    /** Returns whether anything can be written to it: a mounted secret can only be read. */
    public boolean isWritable() {
        return Files.isWritable(folder);
    }

    /** Does some work while no other process of this home does any. */
    public <T> T locked(Supplier<T> work) {
        return locked(LOCK, work);
    }

    /** Does some work while no other process of this home does any. */
    public void whileLocked(Runnable work) {
        locked(() -> {
            work.run();
            return true;
        });
    }

    /** Enters a system: what is looked at and what is done then are one, whatever else begins to in this home. */
    public <T> T entering(Supplier<T> work) {
        return locked(ENTERING, work);
    }

    private <T> T locked(String name, Supplier<T> work) {
        // A file lock is held by a process; its threads need one of their own.
        IN_PROCESS.lock();
        try {
            return lockedByProcess(name, work);
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
            throw notLocked(e);
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

    private RefusedException notLocked(IOException e) {
        return isWritable()
                ? failed("lock", folder, e)
                : new RefusedException("The home " + folder + " cannot be written (" + reason(e)
                        + "), and what is done here is kept in it. Use one that can, or a copy.");
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
        try {
            TemporaryFile.removeLeftovers(folder, left -> {});
        } catch (IOException e) {
            throw failed("clean", folder, e);
        }
    }

    private <T> T lockedByProcess(String name, Supplier<T> work) {
        try (FileChannel channel = FileChannel.open(
                        file(name),
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(AtomicFile.OWNER_ONLY));
                FileLock lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new IOException("the lock was lost");
            }
            return work.get();
        } catch (IOException e) {
            throw notLocked(e);
        }
    }

    /**
     * Checks that nobody but the owner may read or write a file or folder.
     *
     * @param mode what it should be, for the message
     */
    public static void requireOwnerOnly(Path path, String mode) throws IOException {
        Path real = path.toRealPath();
        for (PosixFilePermission permission : Files.getPosixFilePermissions(real)) {
            if (!permission.name().startsWith("OWNER")) {
                throw new RefusedException(
                        real + " can be used by others than its owner. Run: chmod " + mode + " " + real);
            }
        }
    }

    /**
     * Checks that nobody else can put other files or folders in the place of this one: of no folder above it, by its name and by
     * what links lead to.
     */
    public static void requireOwnPlace(Path path) throws IOException {
        for (Path place : List.of(path.toAbsolutePath().normalize(), path.toRealPath())) {
            for (Path above = place.getParent(); above != null; above = above.getParent()) {
                int mode = (int) Files.getAttribute(above, "unix:mode");
                boolean others = (mode & OTHERS_WRITE) != 0 && (mode & STICKY) == 0;
                if (others) {
                    throw new RefusedException(above + ", in which " + path
                            + " is, can be written by others than its owner. Run: chmod go-w " + above);
                }
            }
        }
    }

    /**
     * Checks that not everybody may read or write a file that holds a secret; a group may, where the system's own means give it so.
     *
     * @throws RefusedException if everybody may
     */
    public static void requireNotEverybodys(Path path) throws IOException {
        Path real = path.toRealPath();
        for (PosixFilePermission permission : Files.getPosixFilePermissions(real)) {
            if (permission.name().startsWith("OTHERS")) {
                throw new RefusedException(
                        "Everybody can use " + real + ", which holds a secret. Run: chmod o= " + real);
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
        if (failure instanceof NotDirectoryException) {
            return "what stands before the last / is not a folder";
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
