/** What scripts/bench measures with, as programs of their own. */
@NullMarked
package org.quorumkms.bench;

import org.jspecify.annotations.NullMarked;
