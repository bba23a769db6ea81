package org.quorumkms.home;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.quorumkms.errors.RefusedException;

/**
 * A file that a person asked for (commands.md, "Output files"). One that is there is refused, unless it may be replaced; it then
 * keeps its mode. A new one gets its name when it is whole and on disk, and only if the name is still free. What a link leads to is
 * written, not the link. What is no regular file (a device, a FIFO) is written into, never replaced.
 */
public final class OutputFile {

    private final Path named;
    private final boolean force;
    private final Consumer<String> notes;

    private OutputFile(Path named, boolean force, Consumer<String> notes) {
        this.named = named;
        this.force = force;
        this.notes = notes;
    }

    /** Takes the name, whether a file of that name may be replaced, and who is told what else was done. */
    public static OutputFile of(Path named, boolean force, Consumer<String> notes) {
        return new OutputFile(named, force, notes);
    }

    /**
     * Requires that it may be written, before anything is done for it.
     *
     * @throws RefusedException if it is a folder, or is there and may not be replaced
     */
    public OutputFile requireFree() {
        if (Files.isDirectory(named)) {
            throw new RefusedException(named + " is a folder. Name a file.");
        }
        if (!force && !isStream() && Files.exists(named, LinkOption.NOFOLLOW_LINKS)) {
            throw exists();
        }
        return this;
    }

    private RefusedException exists() {
        return new RefusedException(named
                + (Files.exists(named) ? " exists." : " is a link that leads nowhere.")
                + " Name another, or use --force to replace it.");
    }

    /** Returns whether it is written into as it is: a device, a FIFO, an open descriptor. */
    public boolean isStream() {
        Path absolute = named.toAbsolutePath().normalize();
        return StandardStreams.isOutput(named)
                || isDescriptor(absolute)
                || absolute.equals(Path.of("/dev/stderr"))
                || (Files.exists(named) && !Files.isRegularFile(named) && !Files.isDirectory(named));
    }

    /** A name in a folder of descriptors: not what is below a folder that is open. */
    private static boolean isDescriptor(Path absolute) {
        Path parent = absolute.getParent();
        return (absolute.startsWith("/dev/fd") && absolute.getNameCount() == 3)
                || (absolute.startsWith("/proc") && parent != null && parent.endsWith("fd"));
    }

    /**
     * Writes it.
     *
     * @return what the content returned
     */
    public <T> T write(AtomicFile.Content<T> content) throws IOException {
        requireFree();
        if (isStream()) {
            try (OutputStream out = StandardStreams.isOutput(named)
                    ? StandardStreams.output()
                    : Files.newOutputStream(named, StandardOpenOption.WRITE)) {
                return content.writeTo(out);
            }
        }
        return writePlaced(channel -> {
            OutputStream out = Channels.newOutputStream(channel);
            T result = content.writeTo(out);
            out.flush();
            return result;
        });
    }

    /**
     * Writes it, where it is no stream.
     *
     * @return what the content returned
     */
    public <T> T writePlaced(AtomicFile.PlacedContent<T> content) throws IOException {
        try (Pending pending = begin()) {
            removeLeftovers(pending.folder(), notes);
            T result = content.writeTo(pending.channel());
            pending.sync();
            pending.place();
            syncFolder(pending.folder());
            return result;
        }
    }

    /** A file whose content is being written, and that has not got its name yet. Closed without that, nothing is left of it. */
    public final class Pending implements AutoCloseable {

        private final Path target;
        private final TemporaryFile temporary;

        private Pending(Path target, TemporaryFile temporary) {
            this.target = target;
            this.temporary = temporary;
        }

        /** Returns what it is written through. */
        public FileChannel channel() {
            return temporary.channel();
        }

        /** Returns the folder that it will be in. */
        public Path folder() {
            return OutputFile.folder(target);
        }

        /** Brings the content to disk. */
        public void sync() throws IOException {
            keepMode(target, temporary.path());
            temporary.channel().force(true);
        }

        /** Gives it its name; {@link #syncFolder} brings that to disk. */
        public void place() throws IOException {
            OutputFile.this.place(temporary.path(), target);
        }

        @Override
        public void close() throws IOException {
            temporary.close();
        }
    }

    /** Begins to write it, where it is no stream. */
    public Pending begin() throws IOException {
        requireFree();
        Path target = target();
        if (Files.isSymbolicLink(named)) {
            notes.accept(named + " is a link: " + target + " is written");
        }
        return new Pending(target, TemporaryFile.make(folder(target), String.valueOf(target.getFileName())));
    }

    /** Removes from a folder what a run that was killed left there. */
    public static void removeLeftovers(Path folder, Consumer<String> notes) throws IOException {
        TemporaryFile.removeLeftovers(folder, notes);
    }

    /** Brings to disk which files a folder has. */
    public static void syncFolder(Path folder) throws IOException {
        AtomicFile.sync(folder);
    }

    private static Path folder(Path target) {
        return Objects.requireNonNull(target.getParent());
    }

    /** What a link leads to, however many there are. */
    private Path target() throws IOException {
        Path at = named.toAbsolutePath();
        for (int links = 0; Files.isSymbolicLink(at); links++) {
            if (links == 40) {
                throw new FileSystemException(named.toString(), null, "too many links");
            }
            at = at.resolveSibling(Files.readSymbolicLink(at)).toAbsolutePath();
        }
        return at;
    }

    private static void keepMode(Path target, Path temporary) throws IOException {
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(target, LinkOption.NOFOLLOW_LINKS);
            Files.getFileAttributeView(temporary, PosixFileAttributeView.class).setPermissions(mode);
        } catch (NoSuchFileException isNew) {
            // Its owner's only, as it was made.
            return;
        }
    }

    private void place(Path temporary, Path target) throws IOException {
        if (force) {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return;
        }
        try {
            // Fails where the name was taken meanwhile: to look and to act are one.
            Files.createLink(target, temporary);
        } catch (FileAlreadyExistsException taken) {
            throw exists();
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            placeWithoutLinks(temporary, target);
        }
    }

    /** Some file systems have no links: the name is taken by an empty file first. */
    private void placeWithoutLinks(Path temporary, Path target) throws IOException {
        try {
            Files.createFile(target, PosixFilePermissions.asFileAttribute(AtomicFile.OWNER_ONLY));
        } catch (FileAlreadyExistsException taken) {
            throw exists();
        }
        boolean placed = false;
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            placed = true;
        } finally {
            if (!placed) {
                Files.deleteIfExists(target);
            }
        }
    }
}
