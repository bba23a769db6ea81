/** Commands about Trusts. */
@NullMarked
package org.quorumkms.operator.cli.trust;

import org.jspecify.annotations.NullMarked;
