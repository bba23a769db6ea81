/** Commands about who could use what. */
@NullMarked
package org.quorumkms.operator.cli.access;

import org.jspecify.annotations.NullMarked;
