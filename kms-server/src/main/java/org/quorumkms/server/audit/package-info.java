/** Writes this server's audit log: changes in their own transaction, uses in batches, and signs its head. */
@NullMarked
package org.quorumkms.server.audit;

import org.jspecify.annotations.NullMarked;
