/**
 * The audit log: what was done, by whom and with what result, as lines of JSON, each of which holds the hash of the one
 * before it; a Merkle tree over them (RFC 6962, 2.1), whose head is signed as a C2SP tlog checkpoint by a key that an
 * HSM certifies. Entries never hold data.
 */
@NullMarked
package org.quorumkms.audit;

import org.jspecify.annotations.NullMarked;
