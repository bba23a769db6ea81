package org.quorumkms.tink;

import com.google.crypto.tink.Aead;
import java.security.GeneralSecurityException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.client.KmsDomain;
import org.quorumkms.errors.KmsException;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Sha256;

/**
 * A Domain as Tink's {@link Aead}: Tink's associated data is bytes, and a Domain's context is names and values, never none.
 *
 * <p>The context is {@code tink=v1} and, with associated data, {@code tink-aad}, its bytes in base64url; or, over 16 KiB,
 * {@code tink-aad-sha256}, their SHA-256 in base64url.
 */
final class DomainAead implements Aead {

    /** The most associated data that stands in the context itself: a value has at most 32,766 bytes. */
    static final int MOST_NAMED = 16 * 1024;

    private final KmsDomain domain;

    DomainAead(KmsDomain domain) {
        this.domain = domain;
    }

    @Override
    public byte[] encrypt(byte[] plaintext, byte @Nullable [] associatedData) throws GeneralSecurityException {
        if (plaintext.length > KmsDomain.MOST_BYTES) {
            throw new GeneralSecurityException("A Domain seals at most " + KmsDomain.MOST_BYTES
                    + " bytes at once, and this has " + plaintext.length + ". Use KmsEnvelopeAead for it.");
        }
        try {
            return domain.encrypt(plaintext, context(associatedData));
        } catch (KmsException e) {
            throw new GeneralSecurityException(e.getMessage(), e);
        }
    }

    @Override
    public byte[] decrypt(byte[] ciphertext, byte @Nullable [] associatedData) throws GeneralSecurityException {
        try {
            return domain.decrypt(ciphertext, context(associatedData));
        } catch (KmsException e) {
            throw new GeneralSecurityException(e.getMessage(), e);
        }
    }

    static Map<String, String> context(byte @Nullable [] associatedData) {
        if (associatedData == null || associatedData.length == 0) {
            return Map.of("tink", "v1");
        }
        return associatedData.length <= MOST_NAMED
                ? Map.of("tink", "v1", "tink-aad", Bytes.of(associatedData).base64Url())
                : Map.of(
                        "tink",
                        "v1",
                        "tink-aad-sha256",
                        Bytes.of(Sha256.hash(associatedData)).base64Url());
    }

    @Override
    public String toString() {
        return domain.toString();
    }
}
