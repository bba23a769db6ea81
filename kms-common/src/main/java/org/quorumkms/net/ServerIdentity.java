package org.quorumkms.net;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.quorumkms.signed.Thumbprint;

/** A server's credentials from one of its HSMs: certificates of 7 days that renew themselves when half of that is over. */
public final class ServerIdentity implements ServerCredentials {

    /** How long a certificate is valid. */
    public static final Duration VALIDITY = Duration.ofDays(7);

    private static final Duration RENEWAL = VALIDITY.dividedBy(2);
    /** Clocks differ: a fresh certificate is valid from an hour ago. */
    private static final Duration SKEW = Duration.ofHours(1);

    private final ConnectionKey key;
    private final Issuer issuer;
    private final Clock clock;
    private volatile @Nullable Issued current;

    private record Issued(X509Certificate certificate, Instant renewAt) {}

    /**
     * The HSM that vouches.
     *
     * @param certificate its own self-signed certificate
     * @param issue issues a certificate for a public key with a validity
     */
    public record Issuer(X509Certificate certificate, BiFunction<PublicKey, Validity, X509Certificate> issue) {}

    /**
     * From when until when.
     *
     * @param from the beginning
     * @param until the end
     */
    public record Validity(Instant from, Instant until) {}

    /** Takes the server's key, the HSM that vouches, and the clock. */
    public ServerIdentity(ConnectionKey key, Issuer issuer, Clock clock) {
        this.key = key;
        this.issuer = issuer;
        this.clock = clock;
    }

    /** Returns the thumbprint of the server's key: what {@code --server-key} names. */
    public Thumbprint serverKey() {
        return key.thumbprint();
    }

    @Override
    public PrivateKey privateKey() {
        return key.privateKey();
    }

    @Override
    public List<X509Certificate> chain() {
        Instant now = clock.instant();
        Issued issued = current;
        if (issued == null || !now.isBefore(issued.renewAt())) {
            Validity validity = new Validity(now.minus(SKEW), now.plus(VALIDITY).minus(SKEW));
            issued = new Issued(issuer.issue().apply(key.certificate().getPublicKey(), validity), now.plus(RENEWAL));
            current = issued;
        }
        return List.of(issued.certificate(), issuer.certificate());
    }
}
