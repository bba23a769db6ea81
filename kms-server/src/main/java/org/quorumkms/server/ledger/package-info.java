/** The documents of the store, and what a server does where they are not what it remembers (protocol.md section 7). */
@NullMarked
package org.quorumkms.server.ledger;

import org.jspecify.annotations.NullMarked;
