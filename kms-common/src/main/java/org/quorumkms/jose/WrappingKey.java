package org.quorumkms.jose;

import java.security.SecureRandom;
import java.util.Optional;
import org.quorumkms.crypto.HybridWrapping;
import org.quorumkms.crypto.RsaOaep;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Sha256;
import org.quorumkms.signed.Thumbprint;

/**
 * What a content key is wrapped under for one recipient of a {@link Jwe}.
 *
 * @param rsa its RSA key
 * @param mlKem its ML-KEM key; then both are needed to open
 */
public record WrappingKey(RsaJwk rsa, Optional<MlKemJwk> mlKem) {

    /** Returns how it wraps. */
    public Jwe.Algorithm algorithm() {
        return mlKem.isPresent() ? Jwe.Algorithm.HYBRID : Jwe.Algorithm.RSA;
    }

    /** Returns what names it, and all of it: the RSA key's thumbprint, or base64url(SHA-256(that, the ML-KEM key's)). */
    public Thumbprint kid() {
        return mlKem.map(second -> Thumbprint.ofHash(Sha256.hash(
                        rsa.thumbprint().toArray(), second.thumbprint().toArray())))
                .orElse(rsa.thumbprint());
    }

    Jwe.Recipient wrap(SecretBytes contentKey, SecureRandom random) {
        byte[] wrapped = mlKem.map(second ->
                        HybridWrapping.wrap(rsa.publicKey(), second.key().toArray(), contentKey, random))
                .orElseGet(() -> RsaOaep.wrap(rsa.publicKey(), contentKey));
        return new Jwe.Recipient(kid(), Bytes.of(wrapped));
    }
}
