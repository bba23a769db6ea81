/** Commands about operators, this home's own among them. */
@NullMarked
package org.quorumkms.operator.cli.people;

import org.jspecify.annotations.NullMarked;
