package org.quorumkms.message;

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
}
