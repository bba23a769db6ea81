/** Who could use a Domain, when, and by which right: from signed revisions. */
@NullMarked
package org.quorumkms.operator.access;

import org.jspecify.annotations.NullMarked;
