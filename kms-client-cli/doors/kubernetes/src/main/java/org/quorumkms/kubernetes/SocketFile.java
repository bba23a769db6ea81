package org.quorumkms.kubernetes;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.Home;

/**
 * The file of a unix socket, its owner's only. It is made in a folder that nobody else may enter, and then gets its name, so that
 * nobody else can connect at any moment.
 */
final class SocketFile {

    /** What a socket's name may have in Linux, with the zero at its end; others have a little less. */
    private static final int LONGEST_PATH = 100;

    private static final int TYPE = 0170000;
    private static final int SOCKET = 0140000;
    private static final int TRIES = 100;

    private final Path path;
    private final Path making;
    private @Nullable Object made;

    private SocketFile(Path path, Path making) {
        this.path = path;
        this.making = making;
    }

    /**
     * Prepares a socket's place.
     *
     * @throws RefusedException if the folder is missing, something else has this name, or a program serves there
     */
    static SocketFile prepare(Path wanted, SecureRandom random) throws IOException {
        Path path = wanted.toAbsolutePath().normalize();
        Path folder = Objects.requireNonNullElse(path.getParent(), path);
        if (!Files.isDirectory(folder)) {
            throw new RefusedException(
                    "The folder " + folder + " of the socket is not there. Make it, for its owner only.");
        }
        requireFree(path);
        for (int i = 0; i < TRIES; i++) {
            Path making = folder.resolve(".k" + Integer.toString(random.nextInt(1 << 24), Character.MAX_RADIX));
            if (longest(path, making.resolve("s")) > LONGEST_PATH) {
                throw new UsageException("The socket's path is too long: with its folder it has at most " + LONGEST_PATH
                        + " bytes. Choose a shorter one.");
            }
            if (isMade(making)) {
                return new SocketFile(path, making);
            }
        }
        throw new RefusedException("The folder " + folder + " is full of folders that were left behind. Clear it.");
    }

    /** Makes a folder that nobody else may enter, unless there is one of that name. */
    private static boolean isMade(Path making) throws IOException {
        try {
            Files.createDirectory(
                    making, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return true;
        } catch (FileAlreadyExistsException another) {
            return false;
        }
    }

    private static int longest(Path path, Path other) {
        return Math.max(
                path.toString().getBytes(StandardCharsets.UTF_8).length,
                other.toString().getBytes(StandardCharsets.UTF_8).length);
    }

    private static void requireFree(Path path) throws IOException {
        int mode;
        try {
            mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException free) {
            return;
        }
        if ((mode & TYPE) != SOCKET) {
            throw new RefusedException(path + " is there and is no socket. Remove it, or choose another name.");
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(path));
        } catch (ConnectException left) {
            // Whoever made it is gone.
            return;
        } catch (IOException e) {
            throw new RefusedException(path + " is a socket, and whether somebody serves there cannot be found out: "
                    + Home.reason(e) + ".");
        }
        throw new RefusedException("A program serves on " + path + " already. Stop it, or choose another name.");
    }

    /** Returns where the socket is made. */
    Path making() {
        return making.resolve("s");
    }

    /** Returns its name. */
    Path path() {
        return path;
    }

    /** Gives the socket that was made its name. */
    void publish() throws IOException {
        Files.setPosixFilePermissions(making(), PosixFilePermissions.fromString("rw-------"));
        made = fileKey(making());
        Files.move(making(), path, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(making);
    }

    /** Removes the socket, if it is still the one that was made here. */
    void remove() throws IOException {
        Files.deleteIfExists(making());
        Files.deleteIfExists(making);
        if (made != null && Files.exists(path, LinkOption.NOFOLLOW_LINKS) && made.equals(fileKey(path))) {
            Files.deleteIfExists(path);
        }
    }

    private static Object fileKey(Path file) throws IOException {
        return Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    }
}
