/** The server's end of a connection: who calls, and how much it may send. */
@NullMarked
package org.quorumkms.server.net;

import org.jspecify.annotations.NullMarked;
