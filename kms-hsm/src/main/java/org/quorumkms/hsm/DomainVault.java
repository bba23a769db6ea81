package org.quorumkms.hsm;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.TryAgainException;
import org.quorumkms.jose.Jwe;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.KnownTrusts;

/**
 * Verifies Domains (D2), opens them, and lets their keys be used by those who may (D3). What was verified and opened is
 * remembered by the thumbprint of its payload, up to a number and a time, and wiped when it is dropped.
 */
final class DomainVault {

    private static final int MAX_TRIES = 3;

    private final HsmSecrets secrets;
    private final DomainVerifier verifier;
    private final DomainVerifier known;
    private final Cache<Thumbprint, OpenedDomain> opened;

    DomainVault(HsmSecrets secrets, KnownTrusts trusts, CacheBounds bounds) {
        this.secrets = secrets;
        this.known = new DomainVerifier(trusts);
        this.verifier = new DomainVerifier(secrets.genesis());
        this.opened = Caffeine.newBuilder()
                .maximumSize(bounds.domains())
                .expireAfterAccess(bounds.unused())
                .executor(Runnable::run)
                .scheduler(Scheduler.systemScheduler())
                .evictionListener(DomainVault::wipe)
                .build();
    }

    /**
     * How many opened Domains are kept, and for how long.
     *
     * @param domains the largest number
     * @param unused how long one is kept without being used
     */
    record CacheBounds(int domains, Duration unused) {

        static final CacheBounds DEFAULT = new CacheBounds(1_000, Duration.ofMinutes(10));
    }

    /** D2: verifies a Domain to the sealed genesis, every signature of its line too. */
    VerifiedDomain verifyWhole(DomainInLine exported) {
        return verifier.verify(exported).require();
    }

    /** D2: verifies a Domain to the sealed genesis, its Trust once. */
    VerifiedDomain verify(DomainInLine exported) {
        return known.verify(exported).require();
    }

    /** Opens a Domain for a use by its controller, after D2 and D3, and lets the keys be used. */
    <T> T use(DomainUse use, Right right, BiFunction<VerifiedDomain, KeyRing, T> work) {
        for (int i = 0; i < MAX_TRIES; i++) {
            OpenedDomain domain = opened.get(use.domain().domain().thumbprint(), unseen -> open(use.domain()));
            requireMayUse(domain.domain(), use, right);
            Optional<T> result = domain.use(ring -> work.apply(domain.domain(), ring));
            if (result.isPresent()) {
                return result.get();
            }
            // Only the one that was dropped: another may have opened it anew.
            opened.asMap().remove(use.domain().domain().thumbprint(), domain);
        }
        throw new TryAgainException("The HSM is too busy to keep the Domain open. Try again in a moment.");
    }

    /** Opens a Domain for a change, after D2 and D3; its keys are wiped when the work is done. */
    <T> T open(DomainInLine exported, SeenDomain seen, BiFunction<VerifiedDomain, KeyRing, T> work) {
        verify(exported).requireNamed(seen);
        try (OpenedDomain domain = open(exported)) {
            return domain.use(ring -> work.apply(domain.domain(), ring)).orElseThrow();
        }
    }

    /** D3, D8: by a controller with the right, of the revision that it named. */
    private static void requireMayUse(VerifiedDomain domain, DomainUse use, Right right) {
        domain.requireNamed(use.seen());
        String name = "Domain " + domain.body().name();
        Purpose purpose = purposeOf(right);
        if (domain.isControlledBy(use.caller()) && domain.body().purpose() != purpose) {
            throw new RefusedException(name + " is for "
                    + domain.body().purpose().text() + ", not for " + purpose.text() + ". Name another.");
        }
        domain.requireMay(use.caller(), right);
        if (domain.body().state() != DomainState.ENABLED) {
            throw new RefusedException(name + " is " + domain.body().state().text() + ". Ask its operators.");
        }
    }

    private static Purpose purposeOf(Right right) {
        return switch (right) {
            case DECRYPT, ENCRYPT, SHARE -> Purpose.ENCRYPT;
            case SIGN -> Purpose.SIGN;
            case APPROVE, AUDIT -> Purpose.OPERATOR;
        };
    }

    private OpenedDomain open(DomainInLine exported) {
        VerifiedDomain domain = verify(exported);
        Jwe keys = domain.body()
                .keys()
                .orElseThrow(() -> new RefusedException("The Domain was deleted: it has no keys any more."));
        try (SecretBytes ring = secrets.open(keys, domain.trust().body())) {
            return new OpenedDomain(domain, KeyRing.read(domain.body().purpose(), ring));
        }
    }

    private static void wipe(@Nullable Thumbprint key, @Nullable OpenedDomain domain, RemovalCause cause) {
        if (domain != null) {
            domain.close();
        }
    }
}
