package org.quorumkms.operator;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.function.Supplier;
import org.quorumkms.crypto.OwnKeyStore;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.crypto.RsaKeys;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.home.Home;
import org.quorumkms.jose.SigningKey;

/**
 * The approval key of an operator that keeps it itself: in {@code approval.p12} of its home, sealed with a password that is
 * not there. No server and no HSM ever has it.
 */
public final class ApprovalKey {

    private static final String NAME = "approval.p12";

    private final Home home;

    /** Takes the home. */
    public ApprovalKey(Home home) {
        this.home = home;
    }

    /** Returns whether this operator keeps its key itself. */
    public boolean isOwn() {
        return Files.exists(home.file(NAME));
    }

    /** Opens the key in the home. */
    public SigningKey open(Supplier<Passphrase> password) {
        byte[] content = home.read(NAME)
                .orElseThrow(() -> new RefusedException("This home has no approval key of its own: " + home.file(NAME)
                        + " is missing. Restore it from a backup."));
        return read(NAME, content, password);
    }

    /** Opens a key in a file anywhere. */
    public static SigningKey open(Path file, Supplier<Passphrase> password) {
        try {
            return read(String.valueOf(file), Files.readAllBytes(file), password);
        } catch (java.io.IOException e) {
            throw Home.failed("read", file, e);
        }
    }

    private static SigningKey read(String name, byte[] content, Supplier<Passphrase> password) {
        try (Passphrase opened = password.get()) {
            return SigningKey.ofRsa(OwnKeyStore.read(name, content, opened));
        }
    }

    /** Makes a key in a new file. */
    public static SigningKey make(Path file, Supplier<Passphrase> password, Instant now, SecureRandom random) {
        KeyPair pair = RsaKeys.generate();
        SigningKey key = SigningKey.ofRsa(pair);
        try (Passphrase sealed = password.get()) {
            byte[] content = OwnKeyStore.write(pair, key.publicKey().thumbprint(), sealed, now, random);
            org.quorumkms.home.AtomicFile.write(file, out -> {
                out.write(content);
                return content.length;
            });
            return key;
        } catch (java.io.IOException e) {
            throw Home.failed("write", file, e);
        }
    }

    /** Keeps a copy of the file in the home, sealed as it is. */
    public void keep(Path file) {
        try {
            home.write(NAME, Files.readAllBytes(file));
        } catch (java.io.IOException e) {
            throw Home.failed("read", file, e);
        }
    }
}
