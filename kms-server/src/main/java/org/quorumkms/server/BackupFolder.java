package org.quorumkms.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.quorumkms.home.Home;

/** A folder of backups with the time in their names: {@code quorum-kms-20261127T083000Z.zip}. What has another name is not touched. */
record BackupFolder(Path folder) {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern NAME = Pattern.compile("quorum-kms-\\d{8}T\\d{6}Z\\.zip");

    /** Makes the folder where there is none, its owner's only, and returns the file for a backup that is begun now. */
    Path next(Instant now) {
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw Home.failed("make", folder, e);
        }
        return folder.resolve("quorum-kms-" + TIME.format(now) + ".zip");
    }

    /** Removes all but the newest ones; returns what was removed. */
    List<Path> keep(int most) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> backups = files.filter(file ->
                            NAME.matcher(String.valueOf(file.getFileName())).matches())
                    .sorted()
                    .toList();
            List<Path> old = backups.subList(0, Math.max(0, backups.size() - most));
            for (Path file : old) {
                Files.delete(file);
            }
            return old;
        } catch (IOException e) {
            throw Home.failed("remove old backups in", folder, e);
        }
    }
}
