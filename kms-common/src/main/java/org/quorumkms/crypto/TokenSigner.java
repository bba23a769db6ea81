package org.quorumkms.crypto;

/**
 * Signs with one private key, wherever that is: PS256 (RFC 7518, 3.5) where it is RSA, ES256 (3.4) where it is P-256. The private half
 * may be in a device.
 */
@FunctionalInterface
public interface TokenSigner {

    /**
     * Signs an input of any length.
     *
     * @return the signature: of RSA as many bytes as the modulus has, of P-256 64 bytes
     */
    byte[] sign(byte[] input);
}
