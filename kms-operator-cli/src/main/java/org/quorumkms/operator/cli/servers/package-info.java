/** Commands about servers and their HSMs. */
@NullMarked
package org.quorumkms.operator.cli.servers;

import org.jspecify.annotations.NullMarked;
