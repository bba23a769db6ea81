package org.quorumkms.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.home.FileName;
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
            return Optional.of(read(FileName.path(named)));
        }
        String credentials = environment.getOrDefault("CREDENTIALS_DIRECTORY", "");
        return Optional.of(credentials)
                .filter(folder -> !folder.isEmpty())
                .map(folder -> FileName.path(folder).resolve(credential))
                .filter(Files::exists)
                .map(SecretFile::read);
    }

    static Passphrase read(Path path) {
        try {
            Home.requireNotEverybodys(path);
            return Passphrase.ofFirstLine(Files.readAllBytes(path));
        } catch (IOException e) {
            throw Home.failed("read the secret in", path, e);
        }
    }
}
