package org.quorumkms.server.net;

import java.security.Principal;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import javax.security.auth.x500.X500Principal;
import org.quorumkms.errors.KmsException;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.signed.Thumbprint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server's credentials, vouched for by whichever of its HSMs the caller accepts: certificates of 7 days that renew
 * themselves when half of that is over.
 */
public final class ServerIdentity implements ServerCredentials {

    /** How long a certificate is valid. */
    public static final Duration VALIDITY = Duration.ofDays(7);

    private static final Logger LOG = LoggerFactory.getLogger(ServerIdentity.class);
    private static final Duration RENEWAL = VALIDITY.dividedBy(2);
    /** Clocks differ: a fresh certificate is valid from an hour ago. */
    private static final Duration SKEW = Duration.ofHours(1);

    private final ConnectionKey key;
    private final Supplier<List<Issuer>> issuers;
    private final Clock clock;
    private final Map<String, Issued> issued = new ConcurrentHashMap<>();

    private record Issued(X509Certificate certificate, Validity validity, Instant renewAt) {

        /** A clock that was ahead is set back: what was issued then is not valid yet. */
        boolean serves(Instant now) {
            return !now.isBefore(validity.from()) && now.isBefore(renewAt);
        }
    }

    /**
     * The HSM that vouches.
     *
     * @param certificate its own self-signed certificate
     * @param issue issues a certificate for a public key with a validity
     */
    public record Issuer(X509Certificate certificate, BiFunction<PublicKey, Validity, X509Certificate> issue) {

        X500Principal name() {
            return certificate.getSubjectX500Principal();
        }
    }

    /**
     * From when until when.
     *
     * @param from the beginning
     * @param until the end
     */
    public record Validity(Instant from, Instant until) {

        boolean covers(Instant now) {
            return !now.isBefore(from) && now.isBefore(until);
        }
    }

    /** Takes the server's key, its HSMs of the moment, never none, the first for callers who name none, and the clock. */
    public ServerIdentity(ConnectionKey key, Supplier<List<Issuer>> issuers, Clock clock) {
        this.key = key;
        this.issuers = issuers;
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
    public String vouching(List<Principal> acceptable) {
        List<Issuer> all = issuers.get();
        return all.stream()
                .filter(issuer -> acceptable.contains(issuer.name()))
                .findFirst()
                .orElse(all.get(0))
                .name()
                .getName();
    }

    @Override
    public List<X509Certificate> chain(String vouching) {
        Issuer issuer = issuers.get().stream()
                .filter(one -> one.name().getName().equals(vouching))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the name of an issuer should be one of ours"));
        Instant now = clock.instant();
        Issued certificate = issued.compute(vouching, (name, before) -> {
            if (before != null && before.serves(now)) {
                return before;
            }
            if (before != null && now.isBefore(before.validity().from())) {
                LOG.warn(
                        "the clock was set back: it is {}, and the certificate is valid from {}; another one is issued",
                        now,
                        before.validity().from());
            }
            try {
                return issue(issuer, now);
            } catch (KmsException e) {
                // An HSM in a device that is away now: what it issued before is good for some days.
                if (before != null && before.validity().covers(now)) {
                    return before;
                }
                throw e;
            }
        });
        return List.of(certificate.certificate(), issuer.certificate());
    }

    private Issued issue(Issuer issuer, Instant now) {
        Validity validity = new Validity(now.minus(SKEW), now.plus(VALIDITY).minus(SKEW));
        return new Issued(
                issuer.issue().apply(key.certificate().getPublicKey(), validity), validity, now.plus(RENEWAL));
    }
}
