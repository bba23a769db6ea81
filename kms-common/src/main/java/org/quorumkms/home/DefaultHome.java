package org.quorumkms.home;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where a program has its home if nobody names one (commands.md). */
public final class DefaultHome {

    private DefaultHome() {}

    /**
     * Finds it.
     *
     * @param environment the variables of the process
     * @param program {@code operator}, {@code client} or {@code server}
     * @return empty: neither KMS_HOME nor a folder of the user is set
     */
    public static Optional<Path> of(Map<String, String> environment, String program) {
        String named = environment.getOrDefault("KMS_HOME", "");
        if (!named.isEmpty()) {
            return Optional.of(FileName.path(named));
        }
        boolean server = program.equals("server");
        return absolute(environment, server ? "XDG_DATA_HOME" : "XDG_CONFIG_HOME")
                .or(() -> absolute(environment, "HOME").map(own -> own.resolve(server ? ".local/share" : ".config")))
                .map(folder -> folder.resolve("quorum-kms").resolve(program));
    }

    /** A relative folder of the user is none (XDG Base Directory Specification): it would be another one in each folder. */
    private static Optional<Path> absolute(Map<String, String> environment, String variable) {
        return Optional.of(environment.getOrDefault(variable, ""))
                .filter(name -> name.startsWith("/"))
                .map(FileName::path);
    }
}
