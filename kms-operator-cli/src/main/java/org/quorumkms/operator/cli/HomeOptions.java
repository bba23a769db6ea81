package org.quorumkms.operator.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** How a home that is locked is opened. */
public final class HomeOptions {

    @Option(
            names = "--home-passphrase-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The passphrase of a locked home, in the first line. Also KMS_HOME_PASSPHRASE_FILE.")
    private @Nullable Path passphraseFile;

    /** Returns the file that was named. */
    Optional<Path> passphraseFile() {
        return Optional.ofNullable(passphraseFile);
    }
}
