package org.quorumkms.hsm;

import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.jose.KeyUnwrapper;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.TrustBody;

/**
 * What is inside the boundary: the two key pairs, the sealed genesis, a clock and randomness.
 *
 * @param keys the public half
 * @param signing the signing key
 * @param signingPrivate the same, for certificates
 * @param decryption what opens with the decryption key
 * @param certificate the self-signed certificate of the signing key
 * @param genesis the thumbprint of the system's genesis
 */
record HsmSecrets(
        HsmKeys keys,
        SigningKey signing,
        PrivateKey signingPrivate,
        KeyUnwrapper decryption,
        X509Certificate certificate,
        Thumbprint genesis,
        Clock clock,
        SecureRandom random) {

    /** Requires that one entry of a Trust holds both this HSM's keys. */
    void requireIn(TrustBody trust) {
        if (trust.entryOf(keys).isEmpty()) {
            throw new RefusedException("HSM " + keys.label() + " is not in Trust " + trust.id()
                    + " with both its keys. Ask a server whose HSM is.");
        }
    }

    @Override
    public String toString() {
        return "HSM " + keys.label();
    }
}
