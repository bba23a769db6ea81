package org.quorumkms.server.store;

import org.quorumkms.signed.Thumbprint;

/**
 * An operator's word against a proposal: the store's word, shown as such.
 *
 * @param operator the thumbprint of its approval key
 * @param why its reason; may be empty
 */
public record Rejection(Thumbprint operator, String why) {}
