package org.quorumkms.home;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Writes a file so that it appears only when it is whole: a temporary file in the same folder, fsync, rename, fsync of
 * the folder. If anything fails, nothing is left behind.
 */
public final class AtomicFile {

    /** Read and write for the owner, nothing for others. */
    public static final Set<PosixFilePermission> OWNER_ONLY = TemporaryFile.OWNER_ONLY;

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
        return written(file, left -> {}, (temporary, target) -> {
            T result = content.writeTo(temporary.channel());
            temporary.channel().force(true);
            return result;
        });
    }

    /**
     * Replaces a regular file by a new one that keeps its permission and times, and its owner and group where this user may
     * give a file away.
     *
     * @param file not a link: what it is replaced by has its name
     * @param notes is told what else was done
     * @return what the content returned
     * @throws IOException if it was changed while the new one was written, too; then nothing was replaced
     */
    public static <T> T replace(Path file, Consumer<String> notes, PlacedContent<T> content) throws IOException {
        return written(file, notes, (temporary, target) -> {
            PosixFileAttributes before = attributes(target);
            T result = content.writeTo(temporary.channel());
            if (!isSame(before, attributes(target))) {
                throw new IOException(
                        "it was changed meanwhile, and was left as it is; try again when nobody writes to it");
            }
            keep(before, temporary.path());
            temporary.channel().force(true);
            return result;
        });
    }

    private static PosixFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isSame(PosixFileAttributes one, PosixFileAttributes other) {
        return one.isRegularFile()
                && one.size() == other.size()
                && one.lastModifiedTime().equals(other.lastModifiedTime())
                && Objects.equals(one.fileKey(), other.fileKey());
    }

    private static void keep(PosixFileAttributes before, Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        PosixFileAttributes now = view.readAttributes();
        if (!now.owner().equals(before.owner())) {
            whereAllowed(() -> view.setOwner(before.owner()));
        }
        if (!now.group().equals(before.group())) {
            whereAllowed(() -> view.setGroup(before.group()));
        }
        view.setPermissions(before.permissions());
        view.setTimes(before.lastModifiedTime(), before.lastAccessTime(), null);
    }

    private interface Change {
        void make() throws IOException;
    }

    /** Only root gives files away, and a user to its own groups: what is refused stays as it is. */
    private static void whereAllowed(Change change) throws IOException {
        try {
            change.make();
        } catch (FileSystemException notAllowed) {
            if (notAllowed instanceof NoSuchFileException) {
                throw notAllowed;
            }
        }
    }

    private interface Writing<T> {
        T write(TemporaryFile temporary, Path target) throws IOException;
    }

    private static <T> T written(Path file, Consumer<String> notes, Writing<T> writing) throws IOException {
        Path target = file.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null) {
            throw new IOException(file + " is not the name of a file");
        }
        TemporaryFile.removeLeftovers(folder, notes);
        try (TemporaryFile temporary = TemporaryFile.make(folder, String.valueOf(target.getFileName()))) {
            T result = writing.write(temporary, target);
            Files.move(temporary.path(), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync(folder);
            return result;
        }
    }

    static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
