package org.quorumkms.server.manager;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.hsm.Hsm;

/**
 * The Domains that are in use, as the store has them: read and parsed once, not at each call. A change by this server
 * takes effect before whoever made it is answered; a change by another server, or in the database, at most
 * {@link #AGE} later.
 */
final class ServedDomains {

    /** How long a Domain is served without asking the store. */
    static final Duration AGE = Duration.ofSeconds(1);

    private static final int MOST = 1_000;

    private final Function<DomainId, Optional<DomainInLine>> store;
    private final HsmPool hsms;
    private final Cache<DomainId, Served> known = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(AGE)
            .executor(Runnable::run)
            .build();

    ServedDomains(Function<DomainId, Optional<DomainInLine>> store, HsmPool hsms) {
        this.store = store;
        this.hsms = hsms;
    }

    /**
     * A Domain in use.
     *
     * @param domain the Domain with its line
     * @param hsm one of this server's HSMs that is in its Trust, found once, not among all of a Trust's HSMs at each call
     * @param remembered whether its use was remembered since it was read
     */
    record Served(DomainInLine domain, Optional<Hsm> hsm, AtomicBoolean remembered) {

        /** Returns whether this is its first use since it was read. */
        boolean isFirstUse() {
            return !remembered.get() && remembered.compareAndSet(false, true);
        }
    }

    /** Finds a Domain. One that is not there is looked for each time. */
    Optional<Served> find(DomainId id) {
        return Optional.ofNullable(known.get(id, this::read));
    }

    private @Nullable Served read(DomainId id) {
        return store.apply(id)
                .map(domain -> new Served(domain, hsms.find(domain.line().last().body()), new AtomicBoolean()))
                .orElse(null);
    }

    /** Forgets what was changed: a read that is under way ends first, and is forgotten too. */
    void changed(DomainId id) {
        known.invalidate(id);
    }
}
