package org.quorumkms.crypto;

/** Opens what was wrapped for the owner of a key. The private half may be a handle of a device. */
@FunctionalInterface
public interface KeyUnwrapper {

    /**
     * Unwraps a key. The caller wipes it.
     *
     * @throws org.quorumkms.errors.VerificationException if it was not wrapped for this key; it does not say why
     */
    SecretBytes unwrap(byte[] wrapped);
}
