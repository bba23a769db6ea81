package org.quorumkms.server;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.home.Home;
import org.quorumkms.pkcs11.Pin;
import org.quorumkms.pkcs11.TokenName;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Time;

/**
 * Remembers in the home which token refused its PIN, for a service that starts itself anew after it: without, each start would use up one of
 * the few tries. Nothing of the PIN is kept. A command that somebody gives tries it.
 */
final class TriedPins implements Pin {

    private final Home home;
    private final PinSource source;
    private final boolean attended;
    private final Clock clock;

    /** Takes where PINs are from, and whether somebody is there who may have mended them. */
    TriedPins(Home home, PinSource source, boolean attended, Clock clock) {
        this.home = home;
        this.source = source;
        this.attended = attended;
        this.clock = clock;
    }

    private static String file(TokenName token) {
        return "pin-refused-"
                + Bytes.utf8(token.module() + "\n" + token.label() + "\n" + token.serial())
                        .thumbprint();
    }

    @Override
    public Optional<SecretBytes> of(TokenName token) {
        Optional<byte[]> before = attended ? Optional.empty() : home.read(file(token));
        if (before.isPresent()) {
            throw new RefusedException(
                    "Token " + token.label() + " refused its PIN at "
                            + new String(before.get(), StandardCharsets.UTF_8).strip()
                            + ", and it is not tried again by itself: a token locks itself after few. Mend the PIN, then: kms-server hsm show");
        }
        return source.find(token);
    }

    @Override
    public void refused(TokenName token) {
        home.write(file(token), (Time.format(clock.instant()) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void accepted(TokenName token) {
        Path remembered = home.file(file(token));
        if (Files.exists(remembered)) {
            home.remove(file(token));
        }
    }
}
