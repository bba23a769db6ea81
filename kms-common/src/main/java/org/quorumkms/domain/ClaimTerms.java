package org.quorumkms.domain;

import java.io.Serializable;
import java.time.Instant;
import org.quorumkms.signed.Base64Url;
import org.quorumkms.signed.Sha256;
import org.quorumkms.signed.Thumbprint;

/**
 * How an unclaimed Domain is claimed (D4): who made the invitation kept the secret and gives only its hash, so that
 * neither the server nor its database ever holds it.
 *
 * @param hash base64url(SHA-256(secret))
 * @param expiresEpochSecond when the invitation ends, in seconds since 1970
 */
public record ClaimTerms(Thumbprint hash, long expiresEpochSecond) implements Serializable {

    /** Bytes of a claim secret: 256 bits. */
    public static final int SECRET_LENGTH = 32;

    /** Makes the terms of a secret. */
    public static ClaimTerms of(byte[] secret, Instant expires) {
        return new ClaimTerms(Thumbprint.ofContent(secret), expires.getEpochSecond());
    }

    /** Returns when the invitation ends. */
    public Instant expires() {
        return Instant.ofEpochSecond(expiresEpochSecond);
    }

    /** Returns whether a secret is the one, in constant time. */
    public boolean isSecret(byte[] secret) {
        return Sha256.equal(Base64Url.decode(hash.value()), Sha256.hash(secret));
    }
}
