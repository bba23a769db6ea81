/** Quorum KMS for Tink: a client of Tink's that seals its keysets and envelope keys with Domains. */
@NullMarked
package org.quorumkms.tink;

import org.jspecify.annotations.NullMarked;
