package org.quorumkms.server.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.stream.Stream;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.home.Home;

/** Looks at a home's files: nobody but the owner may use them, and there is room. */
public final class HomeDoctor {

    private static final long ENOUGH_ROOM = 64L * 1024 * 1024;

    private final Home home;

    /** Takes the home. */
    public HomeDoctor(Home home) {
        this.home = home;
    }

    /** Looks. */
    public void examine(Findings findings) {
        findings.look("permissions", this::permissions);
        findings.look("disk", this::room);
    }

    private String permissions(Findings.Subject subject) {
        try (Stream<Path> files = Files.walk(home.folder())) {
            List<Path> all = files.toList();
            for (Path file : all) {
                // What the running server is writing may be gone by now.
                if (Files.exists(file)
                        && Files.getPosixFilePermissions(file).stream().anyMatch(HomeDoctor::isForOthers)) {
                    Path real = file.toRealPath();
                    subject.wrong(real + " can be used by others than its owner. Run: chmod "
                            + (Files.isDirectory(real) ? "700 " : "600 ") + real);
                }
            }
            return all.size() + " files and folders are their owner's only";
        } catch (UncheckedIOException e) {
            throw new RefusedException("The home changed while it was looked at. Do it again.");
        } catch (IOException e) {
            throw Home.failed("look at", home.folder(), e);
        }
    }

    private static boolean isForOthers(PosixFilePermission permission) {
        return !permission.name().startsWith("OWNER");
    }

    private String room(Findings.Subject subject) {
        try {
            long free = Files.getFileStore(home.folder()).getUsableSpace();
            subject.wrongUnless(free >= ENOUGH_ROOM, "less than 64 MiB are free. Make room");
            return free / (1024 * 1024) + " MiB are free";
        } catch (IOException e) {
            throw Home.failed("look at", home.folder(), e);
        }
    }
}
