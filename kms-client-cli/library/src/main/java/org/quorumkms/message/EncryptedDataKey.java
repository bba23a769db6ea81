package org.quorumkms.message;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.quorumkms.domain.DomainId;
import org.quorumkms.signed.Bytes;

/**
 * The data key of a message, as one provider can open it.
 *
 * @param provider the provider's id; ours is {@link #PROVIDER}
 * @param info what the provider needs to find its key; ours is the Domain's id as text
 * @param ciphertext the sealed data key
 */
public record EncryptedDataKey(String provider, Bytes info, Bytes ciphertext) {

    /** The provider id of Quorum KMS. */
    public static final String PROVIDER = "quorum-kms";

    /** Returns the Domain under which it is sealed, if it is ours. */
    public Optional<DomainId> domain() {
        String id = new String(info.toArray(), StandardCharsets.UTF_8);
        return provider.equals(PROVIDER) && DomainId.isOne(id) ? Optional.of(new DomainId(id)) : Optional.empty();
    }
}
