/** The server program: wiring, its home, its commands. */
@NullMarked
package org.quorumkms.server;

import org.jspecify.annotations.NullMarked;
