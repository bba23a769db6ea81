/**
 * Cryptographic primitives: the only package besides {@code net} that names algorithms, providers and key store types.
 *
 * <p>Everything here works on arrays and {@link org.quorumkms.crypto.SecretBytes}; what a key is for, and what a failure
 * means, is said by the packages that call it.
 */
@NullMarked
package org.quorumkms.crypto;

import org.jspecify.annotations.NullMarked;
