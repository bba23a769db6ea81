/** Connections: TLS 1.3 with keys on both sides and no certificate authority, caller identity, deserialization filters, invitations. */
@NullMarked
package org.quorumkms.net;

import org.jspecify.annotations.NullMarked;
