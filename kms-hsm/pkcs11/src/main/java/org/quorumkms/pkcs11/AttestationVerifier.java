package org.quorumkms.pkcs11;

import java.time.Instant;
import org.quorumkms.signed.Bytes;
import org.quorumkms.trust.HsmKeys;

/**
 * Verifies what the maker of a device says of keys in it: an attestation. Formats differ from maker to maker, so further ones are found as
 * services ({@link java.util.ServiceLoader}). The authority is always one that somebody named, never one that the document brings.
 */
public interface AttestationVerifier {

    /** Returns whether a document looks like one of this format. */
    boolean reads(Bytes document);

    /**
     * Verifies one.
     *
     * @param authority the maker's key or certificate that is believed, in the format's own form
     * @param keys whose keys it should speak of
     * @return for which of them the authority vouches; for at least one
     * @throws org.quorumkms.errors.VerificationException if it does not verify, or speaks of other keys
     */
    Attested verify(Bytes document, Bytes authority, HsmKeys keys, Instant now);

    /**
     * What was verified.
     *
     * @param by the authority, in its own words
     * @param signing whether it vouches for the signing key
     * @param encryption whether it vouches for the encryption key
     */
    record Attested(String by, boolean signing, boolean encryption) {

        /** Returns which keys, in words. */
        public String words() {
            if (signing && encryption) {
                return "both RSA keys";
            }
            return signing ? "the signing key alone" : "the encryption key alone";
        }
    }
}
