package org.quorumkms.age;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.quorumkms.client.KmsClient;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Bytes;

/** The home whose key seals and opens. It is opened at the first use, so that what fails then is said to age. */
final class AgeHome implements AutoCloseable {

    private final Supplier<KmsClient> opening;
    private @Nullable KmsClient opened;

    AgeHome(Supplier<KmsClient> opening) {
        this.opening = opening;
    }

    private KmsClient client() {
        KmsClient known = opened;
        if (known == null) {
            known = opening.get();
            opened = known;
        }
        return known;
    }

    private List<KmsClient.Listed> domains() {
        return client().domains().stream()
                .filter(one -> one.purpose().equals(Purpose.ENCRYPT.text()))
                .toList();
    }

    /** Returns whether this home took up a Domain to encrypt with. */
    boolean has(DomainId domain) {
        return domains().stream().anyMatch(one -> one.id().equals(domain.value()));
    }

    /** Refuses a Domain that this home did not take up. */
    void require(DomainId domain) {
        if (!has(domain)) {
            throw new RefusedException("This home took up no Domain " + domain
                    + " to encrypt with. Take it up (kms-client claim), or name another home in KMS_HOME.");
        }
    }

    /** Returns the Domain that is meant: the one that is named, or the only one that there is. */
    DomainId only(AgeKeys.Named named) {
        if (named.domain().isPresent()) {
            require(named.domain().get());
            return named.domain().get();
        }
        List<KmsClient.Listed> all = domains();
        if (all.size() != 1) {
            String names =
                    all.stream().map(one -> one.name() + " (" + one.id() + ")").collect(Collectors.joining(", "));
            throw new RefusedException(
                    all.isEmpty()
                            ? "This home took up no Domain to encrypt with. Take one up: kms-client claim."
                            : "This home has several Domains: " + names
                                    + ". Name one: age -r \"$(kms-client age recipient -d DOMAIN)\".");
        }
        return new DomainId(all.get(0).id());
    }

    /** Seals a file key. */
    Bytes seal(DomainId domain, SecretBytes fileKey) {
        return Bytes.of(client().domain(domain.value()).encrypt(fileKey.exposed(), AgePlugin.CONTEXT));
    }

    /** Opens a file key. The caller closes it. */
    SecretBytes open(SealedFileKey sealed) {
        byte[] fileKey =
                client().domain(sealed.domain().value()).decrypt(sealed.sealed().toArray(), AgePlugin.CONTEXT);
        if (fileKey.length != SealedFileKey.FILE_KEY) {
            Arrays.fill(fileKey, (byte) 0);
            throw new VerificationException("What Domain " + sealed.domain() + " opened is no file key of age's.");
        }
        return SecretBytes.owning(fileKey);
    }

    @Override
    public void close() {
        KmsClient known = opened;
        if (known != null) {
            known.close();
        }
    }
}
