/** A program's folder: owner-only permission, atomic files, the connection key and the pinned Trusts. */
@NullMarked
package org.quorumkms.home;

import org.jspecify.annotations.NullMarked;
