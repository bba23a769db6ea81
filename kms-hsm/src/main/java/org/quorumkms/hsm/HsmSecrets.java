package org.quorumkms.hsm;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.jose.Jwe;
import org.quorumkms.jose.JweSealer;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.HsmStatement;
import org.quorumkms.trust.TrustBody;

/** What is inside the boundary: the private keys or the way to them, the genesis, a clock and randomness. */
final class HsmSecrets {

    private final HsmKeyring keyring;
    private final SigningKey signing;
    private final X509Certificate certificate;
    private final HsmStatement statement;
    private final Supplier<Optional<String>> away;
    private final Clock clock;
    private final SecureRandom random;

    /**
     * Takes the keys, and what they are bound to.
     *
     * @param statement what the HSM signed of itself: it names its system
     * @param away why the keys are unavailable now; empty: they are there
     * @param certificate the self-signed certificate of the signing key
     */
    HsmSecrets(
            HsmKeyring keyring,
            HsmStatement statement,
            Supplier<Optional<String>> away,
            X509Certificate certificate,
            Clock clock,
            SecureRandom random) {
        this.keyring = keyring;
        this.signing = new SigningKey(keyring.keys().signing(), keyring.signer());
        this.certificate = certificate;
        this.statement = statement;
        this.away = away;
        this.clock = clock;
        this.random = random;
    }

    HsmKeys keys() {
        return keyring.keys();
    }

    HsmStatement statement() {
        return statement;
    }

    Optional<String> away() {
        return away.get();
    }

    SigningKey signing() {
        return signing;
    }

    /** Opens the keys of a Domain under a Trust that lists this HSM. */
    SecretBytes open(Jwe keys, TrustBody trust) {
        HsmKeys entry = requireIn(trust);
        return new JweSealer(random).open(keys, entry.wrapping().kid(), keyring.unwrapper(entry));
    }

    X509Certificate certificate() {
        return certificate;
    }

    Thumbprint genesis() {
        return statement.genesis();
    }

    Clock clock() {
        return clock;
    }

    SecureRandom random() {
        return random;
    }

    /** Requires that one entry of a Trust holds all keys of this HSM that a Trust of its version lists, and returns it. */
    HsmKeys requireIn(TrustBody trust) {
        return trust.entryOf(keys())
                .orElseThrow(() -> new RefusedException("HSM " + keys().label() + " is not in Trust " + trust.id()
                        + " with all its keys. Ask a server whose HSM is."));
    }

    @Override
    public String toString() {
        return "HSM " + keys().label();
    }
}
