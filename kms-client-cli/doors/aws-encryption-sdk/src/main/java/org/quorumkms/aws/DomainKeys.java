package org.quorumkms.aws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.quorumkms.client.KmsClient;
import org.quorumkms.client.KmsDomain;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.NotReleasedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.message.EncryptedDataKey;

/** Opens the data key of a message with the Domains that may be used for it. Knows neither of the two libraries' interfaces. */
final class DomainKeys {

    /** What the libraries put into a context by themselves; no HSM takes such names. */
    private static final String RESERVED = "aws-crypto-";

    private final List<KmsDomain> sealing;
    private final Function<DomainId, Optional<KmsDomain>> opening;

    /** A data key that was opened, and with which Domain. */
    record Opened(KmsDomain domain, EncryptedDataKey sealed, SecretBytes key) implements AutoCloseable {

        @Override
        public void close() {
            key.close();
        }
    }

    private DomainKeys(List<KmsDomain> sealing, Function<DomainId, Optional<KmsDomain>> opening) {
        this.sealing = sealing;
        this.opening = opening;
    }

    /** Seals with each of these Domains, and opens with these alone. */
    static DomainKeys of(List<KmsDomain> domains) {
        return new DomainKeys(
                List.copyOf(domains),
                id -> domains.stream()
                        .filter(domain -> domain.id().equals(id.value()))
                        .findFirst());
    }

    /** Seals with each Domain that is named, and opens with these alone. */
    static DomainKeys of(KmsClient client, String... namesOrIds) {
        if (namesOrIds.length == 0) {
            throw new UsageException("Name a Domain to encrypt with.");
        }
        return of(Arrays.stream(namesOrIds).map(client::domain).toList());
    }

    /** Seals nothing, and opens with every Domain that the home took up. */
    static DomainKeys ofHome(KmsClient client) {
        return new DomainKeys(
                List.of(),
                id -> client.domains().stream()
                        .filter(one ->
                                one.id().equals(id.value()) && one.purpose().equals(Purpose.ENCRYPT.text()))
                        .findFirst()
                        .map(one -> client.domain(one.id())));
    }

    /** Returns the Domains to seal with. */
    List<KmsDomain> sealing() {
        return sealing;
    }

    /** Returns the Domain of an id, if it may be used to open. */
    Optional<KmsDomain> opening(String id) {
        return DomainId.isOne(id) ? opening.apply(new DomainId(id)) : Optional.empty();
    }

    /** Returns what an HSM binds of a message's context: what the caller put into it. */
    static Map<String, String> bound(Map<String, String> context) {
        Map<String, String> bound = new HashMap<>(context);
        bound.keySet().removeIf(name -> name.startsWith(RESERVED));
        return bound;
    }

    /**
     * Opens the first data key that opens.
     *
     * @throws KmsException if none does: that one is not released, if there is such, else what the first one failed with
     */
    Opened open(List<EncryptedDataKey> keys, Map<String, String> context) {
        Map<String, String> bound = bound(context);
        List<KmsException> failures = new ArrayList<>();
        for (EncryptedDataKey key : keys) {
            Optional<KmsDomain> domain = key.domain().flatMap(opening);
            if (domain.isPresent()) {
                try {
                    return new Opened(
                            domain.get(),
                            key,
                            domain.get().openDataKey(key.ciphertext().toArray(), bound));
                } catch (KmsException e) {
                    failures.add(e);
                }
            }
        }
        throw failures.stream()
                .filter(NotReleasedException.class::isInstance)
                .findFirst()
                .or(() -> failures.stream().findFirst())
                .orElseGet(() -> noneToOpen(keys));
    }

    private static KmsException noneToOpen(List<EncryptedDataKey> keys) {
        String others = keys.stream()
                .flatMap(key -> key.domain().stream())
                .map(DomainId::value)
                .distinct()
                .collect(Collectors.joining(", "));
        return new VerificationException(
                others.isEmpty()
                        ? "The message was not encrypted with Quorum KMS: no data key in it is ours."
                        : "The message does not belong to a Domain that may be used here; it belongs to " + others
                                + ".");
    }
}
