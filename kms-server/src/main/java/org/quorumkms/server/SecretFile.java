package org.quorumkms.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.home.Home;

/** A secret that stands in the first line of a file: named by a variable, or a systemd credential. */
final class SecretFile {

    private SecretFile() {}

    /**
     * Finds a secret.
     *
     * @param variable the variable that may name the file
     * @param credential the name of the systemd credential
     */
    static Optional<Passphrase> find(Map<String, String> environment, String variable, String credential) {
        String named = environment.getOrDefault(variable, "");
        if (!named.isEmpty()) {
            return Optional.of(read(Path.of(named)));
        }
        String credentials = environment.getOrDefault("CREDENTIALS_DIRECTORY", "");
        if (!credentials.isEmpty() && Files.exists(Path.of(credentials, credential))) {
            return Optional.of(read(Path.of(credentials, credential)));
        }
        return Optional.empty();
    }

    static Passphrase read(Path path) {
        try {
            return Passphrase.ofFirstLine(Files.readAllBytes(path));
        } catch (IOException e) {
            throw Home.failed("read the secret in", path, e);
        }
    }
}
