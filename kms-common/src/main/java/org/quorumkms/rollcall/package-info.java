/** Signs of life: calls to all operators, and their answers. */
@NullMarked
package org.quorumkms.rollcall;

import org.jspecify.annotations.NullMarked;
