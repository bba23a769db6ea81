/** Commands about what waits for an operator. */
@NullMarked
package org.quorumkms.operator.cli.inbox;

import org.jspecify.annotations.NullMarked;
