package org.quorumkms.operator.access;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.quorumkms.domain.Controller;
import org.quorumkms.errors.UsageException;
import org.quorumkms.operator.ListedDomain;
import org.quorumkms.operator.Session;
import org.quorumkms.signed.Thumbprint;

/** Connection keys with the names that Domains give them. */
public final class KnownKeys {

    private final Map<Thumbprint, String> names = new LinkedHashMap<>();

    /** Reads them from all Domains, the operators' too. */
    public static KnownKeys of(Session session) {
        KnownKeys known = new KnownKeys();
        session.domains()
                .list(page -> page.stream()
                        .map(ListedDomain::domain)
                        .flatMap(Optional::stream)
                        .flatMap(domain -> domain.body().controllers().stream())
                        .forEach(known::add));
        return known;
    }

    private void add(Controller controller) {
        names.putIfAbsent(controller.key(), controller.name());
    }

    /** Returns the name that some Domain gives a key. */
    public Optional<String> name(Thumbprint key) {
        return Optional.ofNullable(names.get(key));
    }

    /**
     * Returns the one key that a person means, by its name or the beginning of its thumbprint. An exact name comes first.
     *
     * @throws UsageException if none fits, or several do, with the candidates
     */
    public Thumbprint meant(String reference) {
        List<Thumbprint> fitting = names.entrySet().stream()
                .filter(one -> one.getValue().equals(reference))
                .map(Map.Entry::getKey)
                .toList();
        if (fitting.isEmpty() && reference.length() >= Thumbprint.SHORTEST_PREFIX) {
            fitting = names.keySet().stream()
                    .filter(key -> key.value().startsWith(reference))
                    .toList();
        }
        if (fitting.size() == 1) {
            return fitting.get(0);
        }
        throw new UsageException(
                fitting.isEmpty()
                        ? "No Domain names a key " + reference
                                + " now. Name one that was taken out by all 43 characters of its thumbprint."
                        : reference + " fits several keys: "
                                + fitting.stream().map(Thumbprint::value).collect(Collectors.joining(", "))
                                + ". Name one by its thumbprint.");
    }
}
