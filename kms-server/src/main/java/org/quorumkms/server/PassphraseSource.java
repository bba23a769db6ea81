package org.quorumkms.server;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.Terminal;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.home.Home;
import picocli.CommandLine.Option;

/**
 * Where the passphrase of the HSM files comes from: a file that is named, a systemd credential, the file that
 * {@code init} made in the home, or a prompt. Never an option's value, which other processes could read.
 */
final class PassphraseSource {

    private static final String MADE = "passphrase";
    private static final String CREDENTIAL = "kms-passphrase";

    private final Map<String, String> environment;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "The passphrase of the HSM files, in the first line. Also KMS_PASSPHRASE_FILE,"
                    + " or the systemd credential kms-passphrase.")
    private @Nullable Path file;

    PassphraseSource(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Returns the passphrase of a home that is set up. */
    Passphrase find(Home home) {
        return named().or(() -> home.read(MADE).map(Passphrase::ofFirstLine))
                .or(PassphraseSource::ask)
                .orElseThrow(() -> new RefusedException("The passphrase of the HSM files is needed: name its file with"
                        + " --passphrase-file or KMS_PASSPHRASE_FILE."));
    }

    /** Returns the passphrase that was named, or makes one in an owner-only file of the home. */
    Passphrase findOrMake(Home home, SecureRandom random) {
        return named().orElseGet(() -> {
            Passphrase made = Passphrase.random(random);
            home.write(MADE, (new String(made.exposed()) + "\n").getBytes(StandardCharsets.US_ASCII));
            return made;
        });
    }

    /** Returns where a made passphrase is, if it was made. */
    Optional<Path> madeFile(Home home) {
        return Files.exists(home.file(MADE)) ? Optional.of(home.file(MADE)) : Optional.empty();
    }

    private Optional<Passphrase> named() {
        if (file != null) {
            return Optional.of(SecretFile.read(file));
        }
        return SecretFile.find(environment, "KMS_PASSPHRASE_FILE", CREDENTIAL);
    }

    private static Optional<Passphrase> ask() {
        return Terminal.find()
                .flatMap(console -> Optional.ofNullable(console.readPassword("Passphrase of the HSM files: ")))
                .map(Passphrase::owning);
    }
}
