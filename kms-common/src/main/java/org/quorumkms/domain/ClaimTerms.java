package org.quorumkms.domain;

import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;
import org.quorumkms.signed.Base64Url;
import org.quorumkms.signed.Sha256;
import org.quorumkms.signed.Thumbprint;

/**
 * How an unclaimed Domain is claimed (D4): who made the invitation kept the secret and gives only its hash, so that
 * neither the server nor its database ever holds it.
 *
 * @param hash base64url(SHA-256(secret))
 * @param expiresEpochSecond when the invitation ends, in seconds since 1970
 * @param may the rights of whoever claims
 */
public record ClaimTerms(Thumbprint hash, long expiresEpochSecond, Rights may) implements Serializable {

    /** Bytes of a claim secret: 256 bits. */
    public static final int SECRET_LENGTH = 32;

    /** Seconds to the end of the year 9999, the last that documents can name. */
    private static final long LAST = 253_402_300_799L;

    /** Checks the time. */
    public ClaimTerms {
        Objects.requireNonNull(hash);
        Objects.requireNonNull(may);
        if (expiresEpochSecond < 0 || expiresEpochSecond > LAST) {
            throw new IllegalArgumentException("an invitation should end between 1970 and 9999");
        }
    }

    /** Makes the terms of a secret. */
    public static ClaimTerms of(byte[] secret, Instant expires, Rights may) {
        return new ClaimTerms(Thumbprint.ofContent(secret), expires.getEpochSecond(), may);
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
