/** Whole systems for tests: servers as processes, and consoles and clients of this process, with homes of their own. */
@NullMarked
package org.quorumkms.it.system;

import org.jspecify.annotations.NullMarked;
