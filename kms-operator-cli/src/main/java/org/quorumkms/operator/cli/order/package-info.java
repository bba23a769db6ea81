/** Commands about orders. */
@NullMarked
package org.quorumkms.operator.cli.order;

import org.jspecify.annotations.NullMarked;
