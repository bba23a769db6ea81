package org.quorumkms.server;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.UsageException;
import org.quorumkms.pkcs11.TokenName;
import picocli.CommandLine.Option;

/** Which token is meant, as options. */
final class TokenOptions {

    @Option(names = "--pkcs11", paramLabel = "MODULE", description = "The PKCS#11 library of the token's maker.")
    private @Nullable Path module;

    @Option(names = "--token", paramLabel = "LABEL", description = "The token, by its label.")
    private String label = "";

    @Option(names = "--serial", paramLabel = "SERIAL", description = "Its serial number, if several have that label.")
    private String serial = "";

    @Option(
            names = "--module-parameters",
            paramLabel = "TEXT",
            description = "What the module wants at its start besides (of NSS: configdir='sql:…' …).")
    private String parameters = "";

    boolean isGiven() {
        return module != null || !label.isEmpty();
    }

    /**
     * Returns the token.
     *
     * @throws UsageException if it is not named
     */
    TokenName name() {
        if (module == null || label.isEmpty()) {
            throw new UsageException("Name the token: --pkcs11 MODULE --token LABEL.");
        }
        return new TokenName(module.toAbsolutePath(), parameters, label, serial);
    }
}
