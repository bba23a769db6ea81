package org.quorumkms.server;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.quorumkms.cli.Terminal;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.home.FileName;
import org.quorumkms.pkcs11.TokenName;

/**
 * Where the PIN of a token comes from: a file that is named, or a folder with a file for each token, named after its label; the systemd
 * credential {@code kms-pin}; the file that its PKCS#11 URI named; or a prompt. Never an option's value, which other processes could read.
 *
 * @param environment the variables of the process
 */
record PinSource(Map<String, String> environment) {

    /** The variable that names the file or the folder. */
    static final String VARIABLE = "KMS_PIN_FILE";

    private static final String CREDENTIAL = "kms-pin";

    /** Returns the PIN of a token. */
    Optional<SecretBytes> find(TokenName token) {
        return named(token.label())
                .or(() -> Optional.of(token.pinFile())
                        .filter(file -> !file.isEmpty())
                        .map(file -> SecretFile.read(FileName.path(file))))
                .or(() -> ask(token.label()))
                .map(PinSource::utf8);
    }

    private Optional<Passphrase> named(String token) {
        String named = environment.getOrDefault(VARIABLE, "");
        if (named.isEmpty() || !Files.isDirectory(FileName.path(named))) {
            return SecretFile.find(environment, VARIABLE, CREDENTIAL);
        }
        Path folder = FileName.path(named).normalize();
        Path file = folder.resolve(token).normalize();
        if (!folder.equals(file.getParent())) {
            throw new RefusedException(
                    "The label of token " + token + " is no name of a file. Name the file of its PIN alone.");
        }
        return Optional.of(SecretFile.read(file));
    }

    private static Optional<Passphrase> ask(String token) {
        return Terminal.find()
                .flatMap(console -> Optional.ofNullable(console.readPassword("PIN of token " + token + ": ")))
                .map(Passphrase::owning);
    }

    private static SecretBytes utf8(Passphrase pin) {
        try (pin) {
            byte[] room = new byte[4 * pin.exposed().length];
            ByteBuffer bytes = ByteBuffer.wrap(room);
            CoderResult done = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(pin.exposed()), bytes, true);
            if (done.isError()) {
                throw new RefusedException("The PIN has a half of a character in it. Write it as text in UTF-8.");
            }
            byte[] exact = Arrays.copyOf(room, bytes.position());
            Arrays.fill(room, (byte) 0);
            return SecretBytes.owning(exact);
        }
    }
}
