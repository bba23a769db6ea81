package org.quorumkms.tink;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.FileName;

/** Where {@code kms-client} has its home if nobody names one (commands.md). */
final class DefaultHome {

    private DefaultHome() {}

    static Path of(Map<String, String> environment) {
        String named = environment.getOrDefault("KMS_HOME", "");
        if (!named.isEmpty()) {
            return FileName.path(named);
        }
        return absolute(environment, "XDG_CONFIG_HOME")
                .or(() -> absolute(environment, "HOME").map(own -> own.resolve(".config")))
                .orElseThrow(() -> new UsageException(
                        "There is no folder for the home: HOME is not set. Name one, or set KMS_HOME."))
                .resolve("quorum-kms")
                .resolve("client");
    }

    /** A relative folder of the user is none (XDG Base Directory Specification): it would be another one in each folder. */
    private static Optional<Path> absolute(Map<String, String> environment, String variable) {
        return Optional.of(environment.getOrDefault(variable, ""))
                .filter(name -> name.startsWith("/"))
                .map(FileName::path);
    }
}
