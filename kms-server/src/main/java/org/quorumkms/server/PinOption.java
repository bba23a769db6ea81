package org.quorumkms.server;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the PINs of tokens are. */
final class PinOption {

    @Option(
            names = "--pin-file",
            paramLabel = "FILE",
            description =
                    "The PIN of the tokens, in the first line; or a folder with a file for each token, named after its label. Also"
                            + " KMS_PIN_FILE, or the systemd credential kms-pin.")
    private @Nullable Path file;

    @Nullable
    Path file() {
        return file;
    }
}
