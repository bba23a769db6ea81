package org.quorumkms.hsm;

import org.quorumkms.crypto.SecretBytes;

/**
 * One master key of an {@code encrypt} Domain, AES-256.
 *
 * @param number its {@code kid} in the ring: 1, 2, …
 * @param secret the key
 */
record MasterKey(int number, SecretBytes secret) {}
