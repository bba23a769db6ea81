/** Looks whether everything that a server keeps is there and right. Mends nothing. */
@NullMarked
package org.quorumkms.server.doctor;

import org.jspecify.annotations.NullMarked;
