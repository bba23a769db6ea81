/** A whole system in one process, for the tests of programs that use the client library. */
@NullMarked
package org.quorumkms.testkit;

import org.jspecify.annotations.NullMarked;
