/** What the commands of the operator console share; each room below has those about one noun. */
@NullMarked
package org.quorumkms.operator.cli;

import org.jspecify.annotations.NullMarked;
