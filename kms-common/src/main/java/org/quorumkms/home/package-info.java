/** A program's folder: owner-only permission, atomic files, locks and the connection key. */
@NullMarked
package org.quorumkms.home;

import org.jspecify.annotations.NullMarked;
