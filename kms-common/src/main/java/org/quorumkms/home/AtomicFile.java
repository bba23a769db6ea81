package org.quorumkms.home;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Writes a file so that it appears only when it is whole: a temporary file in the same folder, fsync, rename, fsync of
 * the folder. If anything fails, nothing is left behind.
 */
public final class AtomicFile {

    /** Read and write for the owner, nothing for others. */
    public static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private static final String PREFIX = ".kms-";
    private static final String SUFFIX = ".tmp";

    /** What a process that was killed while it wrote leaves behind, as a glob. */
    static final String LEFTOVERS = PREFIX + "*" + SUFFIX;

    private AtomicFile() {}

    /** Writes the content. */
    public interface Content<T> {
        /** Writes to the stream, which need not be closed. */
        T writeTo(OutputStream out) throws IOException;
    }

    /** Writes the content to any place of the file. */
    public interface PlacedContent<T> {
        /** Writes to the channel, which need not be closed. */
        T writeTo(FileChannel out) throws IOException;
    }

    /**
     * Writes a file with owner-only permission; one of that name is replaced.
     *
     * @return what the content returned
     */
    public static <T> T write(Path file, Content<T> content) throws IOException {
        return writePlaced(file, channel -> {
            OutputStream out = Channels.newOutputStream(channel);
            T result = content.writeTo(out);
            out.flush();
            return result;
        });
    }

    /**
     * Writes a file with owner-only permission; one of that name is replaced.
     *
     * @return what the content returned
     */
    public static <T> T writePlaced(Path file, PlacedContent<T> content) throws IOException {
        return written(file, (temporary, target) -> {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                T result = content.writeTo(channel);
                channel.force(true);
                return result;
            }
        });
    }

    /**
     * Replaces a file by a copy of it in which some bytes are others. The copy shares the file's blocks where the file
     * system can (copy_file_range, from JDK 21 on), and keeps its permission.
     *
     * @param content writes what is other
     */
    public static <T> T replaceCopy(Path file, PlacedContent<T> content) throws IOException {
        return written(file, (temporary, target) -> {
            Files.copy(target, temporary, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                T result = content.writeTo(channel);
                channel.force(true);
                return result;
            }
        });
    }

    private interface Writing<T> {
        T write(Path temporary, Path target) throws IOException;
    }

    private static <T> T written(Path file, Writing<T> writing) throws IOException {
        Path target = file.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null) {
            throw new IOException(file + " is not the name of a file");
        }
        Path temporary = Files.createTempFile(folder, PREFIX, SUFFIX, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        boolean done = false;
        try {
            T result = writing.write(temporary, target);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            done = true;
            sync(folder);
            return result;
        } finally {
            if (!done) {
                Files.deleteIfExists(temporary);
            }
        }
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
