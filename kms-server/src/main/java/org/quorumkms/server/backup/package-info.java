/** Copies of a server: its store and its sealed HSM files, with a manifest of checksums. */
@NullMarked
package org.quorumkms.server.backup;

import org.jspecify.annotations.NullMarked;
