package org.quorumkms.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.DomainId;
import org.quorumkms.signed.Bytes;

/** Data keys that are kept: for sealing by Domain and context, for opening by what is sealed and the context (protocol.md 5). */
final class DataKeyCache implements AutoCloseable {

    private final DataKeyCaching limits;
    private final Map<Sealing, CachedDataKey> sealing;
    private final Map<Opening, CachedDataKey> opening;

    /** Which key seals: the context is a copy, as the caller gave it. */
    private record Sealing(DomainId domain, Map<String, String> context) {}

    private record Opening(DomainId domain, Bytes sealed, Map<String, String> context) {}

    DataKeyCache(DataKeyCaching limits) {
        this.limits = limits;
        this.sealing = new Kept<>(limits.keys());
        this.opening = new Kept<>(limits.keys());
    }

    /** The most that were used last; the eldest one is retired. */
    private static final class Kept<K> extends LinkedHashMap<K, CachedDataKey> {

        private static final long serialVersionUID = 1;

        private final int most;

        Kept(int most) {
            super(16, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, CachedDataKey> eldest) {
            boolean tooMany = size() > most;
            if (tooMany) {
                eldest.getValue().retire();
            }
            return tooMany;
        }
    }

    /** Returns when a key that is made now is too old. */
    long expires() {
        return System.nanoTime() + limits.age().toNanos();
    }

    /** Returns a key that has room for a record of so many bytes, made if there is none. */
    CachedDataKey.Use forSealing(
            DomainId domain, Map<String, String> context, long length, Supplier<CachedDataKey> made) {
        return use(sealing, new Sealing(domain, context), key -> key.seal(limits, length), made, length);
    }

    /** Returns the key of what is sealed, opened if it is not kept. */
    CachedDataKey.Use forOpening(
            DomainId domain, Bytes sealed, Map<String, String> context, Supplier<CachedDataKey> opened) {
        return use(opening, new Opening(domain, sealed, context), CachedDataKey::open, opened, 0);
    }

    private interface Begin {
        CachedDataKey.@Nullable Use use(CachedDataKey key);
    }

    private <K> CachedDataKey.Use use(
            Map<K, CachedDataKey> kept, K name, Begin begin, Supplier<CachedDataKey> made, long length) {
        CachedDataKey.Use use = find(kept, name).map(begin::use).orElse(null);
        if (use != null) {
            return use;
        }
        // Nobody waits for another's call; where two make one, the later stays, and both are good.
        CachedDataKey fresh = made.get();
        CachedDataKey.Use first = fresh.first(length);
        keep(kept, name, fresh);
        return first;
    }

    private <K> Optional<CachedDataKey> find(Map<K, CachedDataKey> kept, K name) {
        synchronized (kept) {
            return Optional.ofNullable(kept.get(name));
        }
    }

    private <K> void keep(Map<K, CachedDataKey> kept, K name, CachedDataKey fresh) {
        CachedDataKey before;
        synchronized (kept) {
            before = kept.put(name, fresh);
            kept.values().removeIf(DataKeyCache::retiredIfOld);
        }
        if (before != null) {
            before.retire();
        }
    }

    private static boolean retiredIfOld(CachedDataKey key) {
        boolean old = key.isOld();
        if (old) {
            key.retire();
        }
        return old;
    }

    /** Wipes all keys that nobody uses just now, and those in use when that ends. */
    @Override
    public void close() {
        retireAll(sealing);
        retireAll(opening);
    }

    private static void retireAll(Map<?, CachedDataKey> kept) {
        synchronized (kept) {
            kept.values().forEach(CachedDataKey::retire);
            kept.clear();
        }
    }
}
