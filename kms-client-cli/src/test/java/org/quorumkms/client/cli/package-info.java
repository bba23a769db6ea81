/** Tests of what the client does by itself; the tests of the whole product ask real servers. */
@NullMarked
package org.quorumkms.client.cli;

import org.jspecify.annotations.NullMarked;
