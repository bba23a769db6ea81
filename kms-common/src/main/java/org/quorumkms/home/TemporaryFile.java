package org.quorumkms.home;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that is being written, beside the one that it shall be ({@code .NAME.kms-PID-RANDOM.tmp}, its owner's only). It is
 * removed when it is closed, and where the process is told to end (INT, TERM, HUP). What a process leaves that ended otherwise, the
 * next one removes that writes in that folder.
 */
final class TemporaryFile implements AutoCloseable {

    /** Read and write for the owner, nothing for others. */
    static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private static final int MOST_OF_NAME = 32;

    /** Of a folder, how many names are looked at. */
    private static final int MOST_NAMES = 100_000;

    private static final Pattern NAME =
            Pattern.compile("\\..*\\.kms-([0-9]{1,10})-[0-9a-f]{1,16}\\.tmp", Pattern.DOTALL);

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final Set<Path> UNDER_WAY = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(TemporaryFile::removeUnderWay, "temporary files"));
    }

    private final Path path;
    private final FileChannel channel;

    private TemporaryFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Makes one in a folder, for a file of this name. */
    static TemporaryFile make(Path folder, String name) throws IOException {
        int most = name.offsetByCodePoints(0, Math.min(MOST_OF_NAME, name.codePointCount(0, name.length())));
        String begin = "." + name.substring(0, most) + ".kms-"
                + ProcessHandle.current().pid() + "-";
        while (true) {
            Path path = folder.resolve(begin + Long.toHexString(RANDOM.nextLong()) + ".tmp");
            UNDER_WAY.add(path);
            try {
                FileChannel channel = FileChannel.open(
                        path,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(OWNER_ONLY));
                lock(channel);
                return new TemporaryFile(path, channel);
            } catch (FileAlreadyExistsException taken) {
                UNDER_WAY.remove(path);
            }
        }
    }

    /** It says to other processes, on other hosts too, that somebody still writes. */
    private static boolean lock(FileChannel channel) {
        try {
            FileLock lock = channel.tryLock();
            return lock != null && lock.isValid();
        } catch (OverlappingFileLockException sameProcess) {
            return false;
        } catch (IOException noLocks) {
            // Of this file system: then what is left behind in it is left to whoever finds it.
            return false;
        }
    }

    Path path() {
        return path;
    }

    /** Returns what it is written through. */
    FileChannel channel() {
        return channel;
    }

    /** Closes it, and removes it where it has no other name yet. */
    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(path);
        UNDER_WAY.remove(path);
    }

    private static void removeUnderWay() {
        for (Path path : UNDER_WAY) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                System.err.println("Could not remove " + path + ": " + Home.reason(e));
            }
        }
    }

    /**
     * Removes from a folder what processes left there that ended before they were done: of none that lives, by its number and its
     * beginning, and locked by nobody.
     *
     * @param notes is told what was removed
     */
    static void removeLeftovers(Path folder, Consumer<String> notes) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            int looked = 0;
            for (Path path : all) {
                if (looked++ == MOST_NAMES) {
                    break;
                }
                Matcher name = NAME.matcher(String.valueOf(path.getFileName()));
                if (name.matches() && isLeftover(path, Long.parseLong(name.group(1)))) {
                    Files.deleteIfExists(path);
                    notes.accept("removed " + path + ", which a run that was killed left");
                }
            }
        } catch (AccessDeniedException unreadable) {
            // A folder in which files can be made need not show which there are.
            return;
        }
    }

    private static boolean isLeftover(Path path, long maker) throws IOException {
        try {
            PosixFileAttributes file = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!file.isRegularFile() || lives(maker, file.lastModifiedTime().toInstant()) || !Files.isWritable(path)) {
                return false;
            }
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                return lock(channel);
            }
        } catch (NoSuchFileException done) {
            return false;
        }
    }

    /** Another process of that number, which began after the file was written last, is not its maker. */
    private static boolean lives(long pid, Instant written) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        return process.isPresent()
                && process.get()
                        .info()
                        .startInstant()
                        .filter(started -> started.isAfter(written))
                        .isEmpty();
    }
}
