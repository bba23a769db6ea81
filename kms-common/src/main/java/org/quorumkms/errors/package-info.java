/** The one short page of exceptions: what can go wrong, and the exit code that goes with it. */
@NullMarked
package org.quorumkms.errors;

import org.jspecify.annotations.NullMarked;
