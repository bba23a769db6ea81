package org.quorumkms.hsm;

import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.signed.Bytes;

/**
 * A fresh data key.
 *
 * @param key 32 bytes; the receiver wipes them
 * @param sealed the same, sealed under the Domain's newest master key
 */
public record NewDataKey(SecretBytes key, Bytes sealed) {}
