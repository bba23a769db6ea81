package org.quorumkms.hsm;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.quorumkms.crypto.HybridWrapping;
import org.quorumkms.crypto.KeyUnwrapper;
import org.quorumkms.crypto.TokenSigner;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Device;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.HsmStatement;

/**
 * The keys of an HSM, wherever they are: all that this package asks of the software or device that holds them.
 *
 * @param keys the public half
 * @param signer signs with the signing key: PS256
 * @param rsa opens with the encryption key: RSA-OAEP-256
 * @param mlKem opens with the ML-KEM key; the HSM has one if its public half says so
 * @param device what it is made of
 */
public record HsmKeyring(
        HsmKeys keys, TokenSigner signer, KeyUnwrapper rsa, Optional<HybridWrapping.MlKemHalf> mlKem, Device device) {

    /** Checks that both halves of the ML-KEM key are there, or none. */
    public HsmKeyring {
        if (keys.kem().isPresent() != mlKem.isPresent()) {
            throw new IllegalArgumentException("both halves of the ML-KEM key should be there, or none");
        }
    }

    /** Returns what opens for an entry of a Trust that holds this HSM's keys: with RSA alone, or with both. */
    KeyUnwrapper unwrapper(HsmKeys entry) {
        return entry.kem().isEmpty()
                ? rsa
                : wrapped -> HybridWrapping.unwrap(keys.encryption().publicKey(), rsa, mlKem.orElseThrow(), wrapped);
    }

    /** Returns the HSM of keys that are always there, for the system to which they are bound. */
    Hsm hsm(X509Certificate certificate, Thumbprint genesis, Clock clock, SecureRandom random) {
        HsmStatement statement = HsmStatement.make(keys, genesis, device, new SigningKey(keys.signing(), signer));
        return hsm(statement, Optional::empty, certificate, clock, random);
    }

    /**
     * Returns the HSM of keys in a device.
     *
     * @param statement what it signed of itself when it was bound
     * @param away why the device is unavailable now; empty: it is there
     */
    public Hsm hsm(
            HsmStatement statement,
            Supplier<Optional<String>> away,
            X509Certificate certificate,
            Clock clock,
            SecureRandom random) {
        return new KeyedHsm(
                new HsmSecrets(this, statement, away, certificate, clock, random), DomainVault.CacheBounds.DEFAULT);
    }

    @Override
    public String toString() {
        return "keys of HSM " + keys.label();
    }
}
