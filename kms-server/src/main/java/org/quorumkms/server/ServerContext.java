package org.quorumkms.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.CommonOptions;
import org.quorumkms.cli.Printer;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.crypto.SealedKeyStore;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.home.FileName;
import org.quorumkms.home.Home;
import org.quorumkms.hsm.SoftwareHsm;
import org.quorumkms.pkcs11.TokenHsms;
import org.quorumkms.server.memory.MemoryFile;
import org.quorumkms.server.store.JdbcStore;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What all commands of the server share.
 *
 * @param common the options of every program
 * @param environment the variables of the process
 * @param clock the time
 * @param random randomness
 */
record ServerContext(CommonOptions common, Map<String, String> environment, Clock clock, SecureRandom random) {

    /** The SQLite file of a home that has its own store. */
    static final String DATABASE = "store.sqlite";

    ServerContext {
        environment = Map.copyOf(environment);
    }

    Home home() {
        return Home.open(common.home());
    }

    Printer printer(CommandSpec spec) {
        return common.printer(spec);
    }

    SoftwareHsm hsms() {
        return new SoftwareHsm(new SealedKeyStore(SealedKeyStore.SCRYPT_COST), clock, random);
    }

    /** Returns what makes and opens HSMs in tokens; each call's tokens are its own. */
    TokenHsms tokens() {
        return tokens(new TokenNews(), true);
    }

    private TokenHsms tokens(TokenNews news, boolean attended) {
        return new TokenHsms(new TriedPins(home(), new PinSource(environment), attended, clock), news, clock, random);
    }

    /** Returns the files of a home's HSMs. */
    HsmFiles hsmFiles(Home home, Passphrase passphrase) {
        return new HsmFiles(home, hsms(), this::tokens, passphrase);
    }

    /** Returns the same for a server, which hears of tokens that go and come, and which nobody watches while it starts. */
    HsmFiles hsmFiles(Home home, Passphrase passphrase, TokenNews news) {
        return new HsmFiles(home, hsms(), () -> tokens(news, false), passphrase);
    }

    /** Returns the same for a command that was told where PINs are. */
    ServerContext withPins(@Nullable Path file) {
        if (file == null) {
            return this;
        }
        Map<String, String> more = new HashMap<>(environment);
        more.put(PinSource.VARIABLE, file.toString());
        return new ServerContext(common, more, clock, random);
    }

    /** Opens a home's memory: a server does not start without. */
    MemoryFile openMemory(Home home, ServerConfig config) {
        return MemoryFile.open(home.file(MemoryFile.NAME), config.genesis(), clock);
    }

    /** Opens the store that a home's configuration names; the home's own must be there. */
    JdbcStore openStore(Home home, ServerConfig config) {
        if (config.store().isEmpty() && !Files.exists(home.file(DATABASE))) {
            throw new RefusedException(
                    "The store " + home.file(DATABASE) + " is missing. Restore it from a backup: kms-server restore.");
        }
        return openStore(
                home,
                config.store(),
                Optional.of(config.storePasswordFile())
                        .filter(name -> !name.isEmpty())
                        .map(FileName::path));
    }

    /**
     * Opens a store.
     *
     * @param url of a shared one; empty: the home's own
     * @param passwordFile where the password is, if no variable and no credential says
     */
    JdbcStore openStore(Home home, String url, Optional<Path> passwordFile) {
        if (url.isEmpty()) {
            return JdbcStore.openSqlite(home.file(DATABASE));
        }
        return JdbcStore.openShared(
                url,
                () -> SecretFile.find(environment, "KMS_STORE_PASSWORD_FILE", "kms-store-password")
                        .or(() -> passwordFile.map(SecretFile::read)));
    }
}
