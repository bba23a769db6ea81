package org.quorumkms.home;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Standard input and output for data: the raw descriptors, because {@link System#out} swallows write errors and a full
 * disk behind a pipe must be noticed; as channels, which keep their buffers where file streams make one for each large
 * read or write.
 *
 * <p>Where results go to a file or a pipe, a launcher keeps it on a descriptor of which the JVM knows nothing, and gives the JVM
 * standard error in its place: else its own warnings and thread dumps would stand among the results.
 */
public final class StandardStreams {

    /** The property in which a launcher says on which descriptor the results go. */
    private static final String RESULTS = "org.quorumkms.results";

    private static final int MOST_LINKS = 40;

    private StandardStreams() {}

    /** Returns whether a path is another name of standard input. */
    public static boolean isInput(Path path) {
        return isDescriptor(path, 0, "stdin");
    }

    /** Returns whether a path is another name of standard output: opened, a file behind it would be written from its beginning. */
    public static boolean isOutput(Path path) {
        return isDescriptor(path, 1, "stdout");
    }

    private static boolean isDescriptor(Path path, int number, String name) {
        Set<Path> names = Set.of(
                Path.of("/dev/" + name),
                Path.of("/dev/fd/" + number),
                Path.of("/proc/self/fd/" + number),
                Path.of("/proc/" + ProcessHandle.current().pid() + "/fd/" + number));
        Path at = path.toAbsolutePath().normalize();
        try {
            for (int links = 0; links < MOST_LINKS; links++) {
                if (names.contains(at)) {
                    return true;
                }
                if (!Files.isSymbolicLink(at)) {
                    return false;
                }
                at = at.resolveSibling(Files.readSymbolicLink(at)).normalize();
            }
        } catch (IOException unreadable) {
            // Whoever opens it says so.
            return false;
        }
        return false;
    }

    /** Returns standard input. */
    public static InputStream input() {
        return Channels.newInputStream(
                new OneWay(new FileInputStream(FileDescriptor.in).getChannel(), "standard input"));
    }

    /** Opens what has no length and no position of its own: a FIFO, a device, another process. */
    public static InputStream open(Path path) throws IOException {
        return Channels.newInputStream(new OneWay(FileChannel.open(path), path.toString()));
    }

    /** Returns how many bytes of standard input can be read without waiting; 0 where that cannot be told. */
    public static int waiting() {
        try {
            return new FileInputStream(FileDescriptor.in).available();
        } catch (IOException e) {
            // Not every descriptor says it; a closed one fails when it is read.
            return 0;
        }
    }

    /** Returns standard output. */
    public static OutputStream output() {
        return new Results(Channels.newOutputStream(new FileOutputStream(results()).getChannel()));
    }

    /** Returns whether standard output is a file or a pipe, as a launcher found. */
    public static boolean isApart() {
        return System.getProperty(RESULTS) != null;
    }

    private static FileDescriptor results() {
        String number = System.getProperty(RESULTS);
        if (number == null) {
            return FileDescriptor.out;
        }
        try {
            // Opened by its name (/dev/fd/N), a file would be written from its beginning.
            Constructor<FileDescriptor> constructor = FileDescriptor.class.getDeclaredConstructor(int.class);
            constructor.setAccessible(true);
            return constructor.newInstance(Integer.valueOf(number));
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalStateException("a launcher says where results go, and opens java.io (Add-Opens)", e);
        }
    }

    /** Hides that a channel has a position: a pipe has none, and a stream over it would ask. */
    private record OneWay(FileChannel channel, String name) implements ReadableByteChannel {

        @Override
        public int read(ByteBuffer into) throws IOException {
            try {
                return channel.read(into);
            } catch (IOException e) {
                throw inWords(name, e);
            }
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Says which of the two failed. */
    private static final class Results extends FilterOutputStream {

        Results(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int data) throws IOException {
            write(new byte[] {(byte) data}, 0, 1);
        }

        @Override
        public void write(byte[] data, int offset, int length) throws IOException {
            try {
                out.write(data, offset, length);
            } catch (IOException e) {
                throw inWords("standard output", e);
            }
        }
    }

    private static IOException inWords(String which, IOException failure) {
        String said = String.valueOf(failure.getMessage());
        if (said.contains("Bad file descriptor")) {
            return new IOException(which + " is closed", failure);
        }
        if (said.contains("Broken pipe")) {
            return new IOException("nobody reads " + which + " any more", failure);
        }
        return new IOException(which + ": " + Home.reason(failure), failure);
    }
}
