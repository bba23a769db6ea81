/** A server that is not ours behind a name that is: what it answers, and what its callers make of it. */
@NullMarked
package org.quorumkms.it.hostile;

import org.jspecify.annotations.NullMarked;
