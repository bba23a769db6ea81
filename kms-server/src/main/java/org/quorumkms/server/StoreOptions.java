package org.quorumkms.server;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.UsageException;
import org.quorumkms.server.store.JdbcStore;
import picocli.CommandLine.Option;

/** Where a new server keeps Trusts and Domains. */
final class StoreOptions {

    @Option(
            names = "--store",
            paramLabel = "JDBC_URL",
            description = "A shared PostgreSQL database: jdbc:postgresql://HOST:PORT/DATABASE?user=USER, without the"
                    + " password. Left out: a file in the home.")
    private @Nullable String url;

    @Option(
            names = "--store-password-file",
            paramLabel = "FILE",
            description = "The database user's password, in the first line; read again for each connection. Also"
                    + " KMS_STORE_PASSWORD_FILE, or the systemd credential kms-store-password.")
    private @Nullable Path passwordFile;

    /** Returns the URL; empty: the home's own file. */
    String url() {
        if (url == null) {
            if (passwordFile != null) {
                throw new UsageException("--store-password-file goes with --store.");
            }
            return "";
        }
        return JdbcStore.requireShared(url);
    }

    /** Returns the file of the password, as an absolute path; empty: none was named. */
    Optional<Path> passwordFile() {
        return Optional.ofNullable(passwordFile).map(Path::toAbsolutePath);
    }
}
